import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deploymentManifest, kubeBinaries, startRealCluster, type RealCluster } from '@culprit/collector-k8s/testing';
import { Config, startCollector, type RunningCollector } from '@culprit/collector-webhooks';
import { topics, type Change } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { freePorts } from '@culprit/kafka/testing';
import { noMetrics, partitionOf, silentLogger, systemClock, type EventLog, type Reader } from '@culprit/ports';
import { until } from './demo/until.js';
import { Children, type Child } from './testing/child.js';

const binaries = kubeBinaries();
if (binaries === undefined) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

const LONG = process.env['CULPRIT_LONG'] === '1';
/** Workloads of each cluster, how often somebody edits one, and how many leaders fall. */
const [WORKLOADS, EVERY_MS, FALLS] = LONG ? [60, 400, 8] : [30, 600, 2];
const TOKEN = '3f1c0a9be27d4d1b8f6a';
const NAMESPACES = [0, 1].map((shard) => ['shop', 'pay', 'data', 'search', 'mail'].find((name) => partitionOf(name, 2) === shard) ?? '');
const MERGE = 'application/merge-patch+json';

interface Receiver {
  readonly log: EventLog;
  readonly url: string;
  readonly running: RunningCollector;
}
interface Collector {
  readonly child: Child;
  readonly admin: number;
  readonly cluster: string;
  readonly shard: number;
}

const children = new Children();
let directory: string;
let clusters: readonly (readonly [name: string, cluster: RealCluster])[];
let [shared, alone]: Receiver[] = [];
const collectors: Collector[] = [];

const receive = async (name: string): Promise<Receiver> => {
  const log = await openEmbeddedLog({ path: join(directory, `${name}.sqlite`) });
  await log.ensureTopics(Object.values(topics));
  const config = Config.parse({ COLLECTOR_WEBHOOKS_PORT: '0', COLLECTOR_WEBHOOKS_TOKENS: TOKEN });
  const running = await startCollector({ log, clock: systemClock, logger: silentLogger, metrics: noMetrics }, config as Parameters<typeof startCollector>[1]);
  return { log, running, url: running.url };
};
const collect = async (to: Receiver, cluster: string, kubeconfig: string, more: Readonly<Record<string, string>>): Promise<{ child: Child; admin: number }> => {
  const [admin] = (await freePorts(1)) as [number];
  const child = children.start('main.js', ['start'], {
    TARGET: 'collector-k8s', EVENT_LOG: 'remote', REMOTE_LOG_URL: to.url, REMOTE_LOG_TOKEN: TOKEN, SPOOL_DIR: 'none', DATA_DIR: join(directory, String(admin)), ADMIN_PORT: String(admin), HOME: directory,
    COLLECTOR_K8S_KUBECONFIG: kubeconfig, COLLECTOR_K8S_CLUSTER: cluster, COLLECTOR_K8S_REDACTION_KEY: 'a key for tests', COLLECTOR_K8S_KINDS: 'deployment,configmap,namespace', ...more,
  });
  return { child, admin };
};
const readyz = ({ admin }: { readonly admin: number }) => fetch(`http://127.0.0.1:${admin}/readyz`, { signal: AbortSignal.timeout(2_000) }).then((response) => response.text(), () => '');
const leaderOf = async (cluster: string, shard: number): Promise<Collector | undefined> => {
  for (const each of collectors) {
    if (each.cluster === cluster && each.shard === shard && each.child.process.signalCode === null && /Watching .*Leading shard/.test(await readyz(each))) return each;
  }
  return undefined;
};
const leads = async (cluster: string, shard: number, but?: Collector): Promise<Collector> => {
  const { answer } = await until(() => leaderOf(cluster, shard), (leader) => leader !== undefined && leader !== but, 120_000);
  if (answer === undefined || answer === but) throw new Error(`nobody leads shard ${shard} of ${cluster}: ${collectors.map(({ child }) => child.out().slice(-600)).join('\n')}`);
  return answer;
};
const said = async ({ log }: Receiver): Promise<Change[]> => {
  const all: Change[] = [];
  const reader = await log.read({ topics: [topics.changes.name], from: 'earliest' }, ({ records }) => void all.push(...records.map(({ value }) => JSON.parse(String(value)) as Change)));
  await reader.caughtUp();
  await reader.stop();
  return all;
};
/** What a change is, without when and by whom it was seen. */
const factsOf = (changes: readonly Change[]): string[] => [...new Set(changes.map(({ id, cluster, title, phase, entities, actor, diff }) => JSON.stringify([cluster, title, id, phase, entities, actor?.kind, diff])))].sort();

(binaries === undefined ? describe.skip : describe)('two clusters, two shards of each, and a standby for each shard', () => {
  const edited: string[] = [];
  /** What the shared receiver has been told, as cluster and title. */
  const heard = new Set<string>();
  let hearing: Reader | undefined;
  let editing = true;
  let hands: Promise<unknown> = Promise.resolve();

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'culprit-standby-'));
    clusters = await Promise.all(['eu', 'us'].map(async (name) => [name, await startRealCluster(binaries ?? '', { only: 'api' })] as const));
    [shared, alone] = [await receive('shared'), await receive('alone')];
    for (const [name, cluster] of clusters) {
      for (const namespace of NAMESPACES) await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
      for (let n = 0; n < WORKLOADS; n++) {
        const namespace = NAMESPACES[n % 2] ?? '';
        const { spec } = deploymentManifest(`app-${n}`, { namespace, replicas: 1 });
        await cluster.request('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `app-${n}`, namespace }, spec });
      }
      const one = await collect(alone!, name, cluster.kubeconfig, {});
      await until(() => readyz(one), (text) => text.includes('Watching'), 120_000);
      for (const shard of [0, 1]) {
        for (let copy = 0; copy < 2; copy++) {
          collectors.push({ cluster: name, shard, ...(await collect(shared!, name, cluster.kubeconfig, { COLLECTOR_K8S_LEASE: 'culprit', COLLECTOR_K8S_SHARDS: '2', COLLECTOR_K8S_SHARD: String(shard) })) });
        }
        await leads(name, shard);
      }
    }
    hearing = await shared!.log.read({ topics: [topics.changes.name], from: 'earliest' }, ({ records }) => {
      for (const { value } of records) {
        const { cluster, title } = JSON.parse(String(value)) as Change;
        heard.add(`${cluster} ${title}`);
      }
    });
    hands = Promise.all(clusters.map(async ([name, cluster]) => {
      for (let n = 0; editing; n++) {
        const [app, namespace] = [n % WORKLOADS, NAMESPACES[(n % WORKLOADS) % 2] ?? ''];
        const replicas = 2 + Math.floor(n / WORKLOADS);
        // an object is edited once while nobody leads, however long that is: what could not be told apart is told as one
        while (editing && replicas > 2 && !heard.has(`${name} app-${app} scaled from ${replicas - 2} to ${replicas - 1}`)) await sleep(100);
        if (!editing) return;
        await cluster.request('PATCH', `/apis/apps/v1/namespaces/${namespace}/deployments/app-${app}/scale?fieldManager=kubectl`, { spec: { replicas } }, MERGE);
        edited.push(`app-${app} ${replicas}`);
        await sleep(EVERY_MS);
      }
    }));
  }, 600_000);
  afterAll(async () => {
    editing = false;
    await hands;
    await children.end();
    await hearing?.stop();
    for (const receiver of [shared, alone]) {
      await receiver?.running.stop();
      await receiver?.log.close();
    }
    await Promise.all((clusters ?? []).map(([, cluster]) => cluster.stop()));
    rmSync(directory, { recursive: true, force: true });
  }, 120_000);

  it('tell the same changes as one that nobody disturbs, though leaders are killed and paused', async () => {
    const took: number[] = [];
    for (let fall = 0; fall < FALLS; fall++) {
      const [killed, paused] = [await leads('eu', fall % 2), await leads('us', (fall + 1) % 2)];
      killed.child.process.kill('SIGKILL');
      paused.child.process.kill('SIGSTOP');
      const began = performance.now();
      await Promise.all([leads(killed.cluster, killed.shard, killed), leads(paused.cluster, paused.shard, paused)]);
      took.push(Math.round(performance.now() - began));
      await sleep(1_000);
      paused.child.process.kill('SIGCONT');
      // it wakes up without a word, and stands by
      expect((await until(() => readyz(paused), (text) => text.includes('Standing by'), 60_000)).answer).toMatch(/Standing by: \S+ leads shard/);
      expect(paused.child.out()).toContain('The lease was lost');
      const more = await collect(shared!, killed.cluster, clusters.find(([name]) => name === killed.cluster)?.[1].kubeconfig ?? '', { COLLECTOR_K8S_LEASE: 'culprit', COLLECTOR_K8S_SHARDS: '2', COLLECTOR_K8S_SHARD: String(killed.shard) });
      collectors.push({ ...killed, ...more });
      await until(() => readyz(more), (text) => text.includes('Standing by'), 120_000);
    }
    editing = false;
    await hands;
    console.log(`${edited.length} edits; the next leader watched after ${took.join(', ')} ms`);

    const expected = async () => factsOf(await said(alone!));
    await until(expected, (facts) => facts.length >= edited.length, 120_000);
    await until(async () => factsOf(await said(shared!)).length, (count) => count >= edited.length, 120_000);
    expect(factsOf(await said(shared!))).toEqual(await expected());
    expect((await expected()).length).toBe(edited.length);
    // a change that was told again was told to the letter
    expect(new Set((await said(shared!)).map((change) => JSON.stringify(change))).size).toBe(edited.length);
  }, LONG ? 900_000 : 600_000);
});
