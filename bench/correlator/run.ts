// Kafka → correlator → Kafka: `node bench/correlator/run.ts [events]` after `npm run build`, or all benches by `npm run bench`.
import { correlator, readRules } from '@culprit/correlator';
import { topics } from '@culprit/domain';
import { openKafkaLog } from '@culprit/kafka';
import { startKafka } from '@culprit/kafka/testing';
import { eventRecord } from '@culprit/nest';
import { noMetrics, silentLogger, systemClock, type Batch, type EventLog, type ReadOptions } from '@culprit/ports';
import { Kafka, logLevel } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { folded } from '../core/fold.ts';
import { accepted, workload } from '../core/workload.ts';
import { median, takeTurns, type Measured } from '../log/measure.ts';

const shipped = join(import.meta.dirname, '..', '..', 'services', 'correlator', 'src', 'rules.yaml');
const PER_HOUR = 728;
const GROUP = 'culprit-correlator';
const INPUTS = [topics.changes.name, topics.alerts.name, topics.dependencies.name];

/** The rules that the core is measured by, as a file: depth 2, each service's three newest changes of a class of kinds. */
const depthTwo = async (folder: string): Promise<string> => {
  const rules = parse(await readFile(shipped, 'utf8')) as { candidates: object };
  const file = join(folder, 'rules.yaml');
  await writeFile(file, stringify({ ...rules, candidates: { ...rules.candidates, hops: 2, newest: 3 } }));
  return file;
};

/** Events a second, by the clock and by this process's own time: others may want the machine. */
interface Rates {
  readonly clock: number;
  readonly processor: number;
}
const begin = (): ((events: number) => Rates) => {
  const [at, spent] = [performance.now(), process.cpuUsage()];
  return (events) => {
    const { user, system } = process.cpuUsage(spent);
    return { clock: (events * 1000) / (performance.now() - at), processor: (events * 1e6) / (user + system) };
  };
};

/** The same log, which tells when the first event is handed over: joining a group and asking for positions is not measured. */
const telling = (log: EventLog, began: () => void): EventLog =>
  new Proxy(log, {
    get: (of, name) => {
      if (name !== 'read') return (of[name as keyof EventLog] as () => unknown).bind(of);
      return (options: ReadOptions, onBatch: (batch: Batch) => unknown) => of.read(options, (batch) => {
        if (batch.topic === topics.changes.name) began();
        return onBatch(batch) as Promise<void>;
      });
    },
  });

/** A busy broker lists a topic no more that it has not done away with yet. */
const ensured = async (log: EventLog): Promise<void> => {
  for (let left = 100; ; left -= 1) {
    try {
      return await log.ensureTopics(Object.values(topics));
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
};

/** From the first event handed over until every incident stands on the topic, by a correlator that starts on a log it has never seen. */
const ours = async (brokers: string[], rules: string, events: number, incidents: number): Promise<Rates> => {
  const log = await openKafkaLog({ brokers, clientId: 'bench', logger: silentLogger, metrics: noMetrics, clock: systemClock });
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  if ((await admin.listGroups()).groups.some(({ groupId }) => groupId === GROUP)) await log.forget(GROUP);
  if ((await admin.listTopics()).includes(topics.incidents.name)) await admin.deleteTopics({ topics: [topics.incidents.name] });
  while ((await admin.listTopics()).includes(topics.incidents.name)) await new Promise((resolve) => setTimeout(resolve, 50));
  await admin.disconnect();
  await ensured(log);

  const done = Promise.withResolvers<Rates>();
  let measured: ReturnType<typeof begin> | undefined;
  const ids = new Set<string | null>();
  const published = await log.read({ topics: [topics.incidents.name], from: 'earliest' }, ({ records }) => {
    for (const { key } of records) ids.add(key);
    if (ids.size >= incidents && measured !== undefined) done.resolve(measured(events));
  });
  const service = await correlator.start({ log: telling(log, () => (measured ??= begin())), store: {} as never, clock: systemClock, logger: silentLogger, metrics: noMetrics }, { CORRELATOR_RULES: rules });
  try {
    return await done.promise;
  } finally {
    await service.stop();
    await published.stop();
    await log.close();
  }
};

/** The same topics by kafkajs alone, as its documentation has it. */
const raw = async (brokers: string[], events: number): Promise<Rates> => {
  const done = Promise.withResolvers<Rates>();
  let measured: ReturnType<typeof begin> | undefined;
  let seen = 0;
  const consumer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 250 });
  await consumer.connect();
  await consumer.subscribe({ topics: INPUTS, fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      measured ??= begin();
      for (const { value } of batch.messages) {
        if (typeof JSON.parse(value?.toString() ?? '{}') !== 'object') throw new Error('a record of the bench is no object');
        seen += 1;
      }
      if (seen === events) done.resolve(measured(events));
    },
  });
  const rates = await done.promise;
  await consumer.disconnect();
  return rates;
};

export const run = async ({ events = 100_000, rounds = 3 } = {}): Promise<Measured[]> => {
  const all = accepted(workload({ events, perHour: PER_HOUR }));
  const folder = await mkdtemp(join(tmpdir(), 'bench-correlator-'));
  const rules = await depthTwo(folder);
  const incidents = folded(all, await readRules(rules)).incidents.length;
  const kafka = await startKafka({ jvmOptions: '' });
  try {
    const log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'bench', logger: silentLogger, metrics: noMetrics, clock: systemClock, appendTimeoutMs: 60_000 });
    await log.ensureTopics(Object.values(topics));
    for (let at = 0; at < all.length; at += 2000) await log.append(all.slice(at, at + 2000).map(eventRecord));
    await log.close();
    const name = `Kafka → correlator → Kafka, ${incidents} incidents with reasons / kafkajs eachBatch and JSON.parse`;
    const processor: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
    const noted = async (whose: keyof typeof processor, rates: Promise<Rates>): Promise<number> => {
      processor[whose].push((await rates).processor);
      return (await rates).clock;
    };
    const clock = await takeTurns(name, 0.5, rounds, () => noted('ours', ours(kafka.brokers, rules, all.length, incidents)), () => noted('peer', raw(kafka.brokers, all.length)));
    // the first round warms up
    const [mine, theirs] = [processor.ours.slice(1), processor.peer.slice(1)];
    const byProcessor = { name: `${name}, by processor time`, goal: 0.5, ours: median(mine), peer: median(theirs), ratio: median(mine.map((rate, i) => rate / (theirs[i] ?? rate))) };
    return [clock, byProcessor];
  } finally {
    await kafka.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

if (import.meta.main) for (const line of await run({ events: Number(process.argv[2] ?? 100_000), rounds: Number(process.argv[3] ?? 3) })) console.log(line);
