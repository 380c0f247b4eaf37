// One who lists and watches, a process of its own: `collector` (ours), `informer` (of @kubernetes/client-node) or `parse` (JSON.parse of every line and
// nothing else). Says by IPC when it has listed and when it has seen all events, with what it keeps and the CPU that it took. Needs --expose-gc.
import { setTimeout as sleep } from 'node:timers/promises';
import { get } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { collectorK8s } from '@culprit/collector-k8s';
import { openEmbeddedLog } from '@culprit/embedded';
import { noMetrics, silentLogger, systemClock, type Metrics, type ReadStore } from '@culprit/ports';
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';

/** What a way of watching tells of itself. */
interface Watching {
  /** Objects that are known by now. */
  readonly listed: () => number;
  readonly events: () => number;
  /** CPU of the watching alone, seconds; where it is not given, that of the process counts. */
  readonly cpu?: () => number;
  readonly stop: () => Promise<void>;
}

const collector = async (server: string, kinds: string): Promise<Watching> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-kubernetes-'));
  const log = await openEmbeddedLog({ path: join(folder, 'log.sqlite') });
  let [listed, events] = [0, 0];
  const metrics: Metrics = { ...noMetrics, counter: (name) => ({ add: (by = 1) => { if (name === 'culprit_k8s_events_total') events += by; } }) };
  const logger = { ...silentLogger, info: (message: string, fields?: Readonly<Record<string, unknown>>) => { if (message === 'Listed the cluster.') listed += Number(fields?.['objects']); } };
  const config = collectorK8s.config.parse({ COLLECTOR_K8S_SERVER: server, COLLECTOR_K8S_KINDS: kinds, COLLECTOR_K8S_REDACTION_KEY: 'bench' });
  const service = await collectorK8s.start({ log, store: undefined as unknown as ReadStore, clock: systemClock, logger: { ...logger, child: () => logger as typeof silentLogger }, metrics }, config);
  const stop = async (): Promise<void> => {
    await service.stop();
    await log.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { listed: () => listed, events: () => events, stop };
};

const informer = async (server: string): Promise<Watching> => {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'bench', server, skipTLSVerify: true }, { name: 'bench' });
  const api = config.makeApiClient(CoreV1Api);
  const watch = makeInformer(config, '/api/v1/pods', () => api.listPodForAllNamespaces());
  let events = 0;
  watch.on('update', () => void events++);
  watch.on('error', (error: unknown) => { throw error instanceof Error ? error : new Error(String(error)); });
  await watch.start();
  return { listed: () => watch.list().length, events: () => events, stop: () => watch.stop() };
};

const open = async (url: string): Promise<IncomingMessage> => ((await once(get(url), 'response')) as [IncomingMessage])[0];

/** The bytes of the stream are kept apart first; what counts is the loop over them. */
const parse = async (server: string): Promise<Watching> => {
  let [listed, events, spent] = [0, 0, 0];
  let version = '';
  for (let next = ''; ; ) {
    const chunks: Buffer[] = [];
    for await (const chunk of await open(`${server}/api/v1/pods?limit=500&continue=${next}`.replace(/&continue=$/, ''))) chunks.push(chunk as Buffer);
    const page = JSON.parse(Buffer.concat(chunks).toString()) as { items: unknown[]; metadata: { continue?: string; resourceVersion: string } };
    listed += page.items.length;
    version = page.metadata.resourceVersion;
    if (page.metadata.continue === undefined) break;
    next = page.metadata.continue;
  }
  const stream = await open(`${server}/api/v1/pods?watch=true&resourceVersion=${version}`);
  const loop = (lines: readonly Buffer[]): void => {
    const before = process.cpuUsage();
    let types = 0;
    for (const line of lines) types += (JSON.parse(line.toString()) as { type: string }).type.length;
    const { user, system } = process.cpuUsage(before);
    spent += (user + system) / 1e6;
    if (types === 0 && lines.length > 0) throw new Error('the lines are none');
  };
  let rest: Buffer[] = [];
  let lines: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      lines.push(Buffer.concat([...rest, chunk.subarray(from, at)]));
      rest = [];
      from = at + 1;
    }
    rest.push(chunk.subarray(from));
  });
  const loops = setInterval(() => {
    loop(lines);
    events += lines.length;
    lines = [];
  }, 20);
  return { listed: () => listed, events: () => events, cpu: () => spent, stop: () => Promise.resolve(void stream.destroy(clearInterval(loops) as undefined)) };
};

const used = (): number => {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('run with --expose-gc');
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(5);
};

const [how = '', server = '', count = '0', kinds = 'pod'] = process.argv.slice(2);
// code that ran once at the start is dropped after a few collections; it shall not be taken for what objects freed
for (let n = 0; n < 10; n++) {
  await sleep(20);
  used();
}
const before = used();
const watching = await (how === 'collector' ? collector(server, kinds) : how === 'informer' ? informer(server) : parse(server));
await until(() => watching.listed() >= Number(count));
await sleep(300);
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return watching.cpu?.() ?? (user + system) / 1e6;
};
let seen = 0;
process.on('message', ({ expect }: { expect: number }) => {
  const spent = cpu();
  const wait = until(() => watching.events() >= seen + expect);
  process.send?.({ ready: true });
  void wait.then(() => {
    const took = cpu() - spent;
    seen += expect;
    process.send?.({ cpu: took, bytes: used() - before });
  });
});
process.once('disconnect', () => void watching.stop().then(() => process.exit(0)));
process.send?.({ listed: watching.listed(), bytes: used() - before });
