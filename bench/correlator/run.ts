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
import { takeTurns, type Measured } from '../log/measure.ts';

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

/** From the first event handed over until every incident stands on the topic, by a correlator that starts on a log it has never seen. */
const ours = async (brokers: string[], rules: string, events: number, incidents: number): Promise<number> => {
  const log = await openKafkaLog({ brokers, clientId: 'bench', logger: silentLogger, metrics: noMetrics, clock: systemClock });
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  if ((await admin.listGroups()).groups.some(({ groupId }) => groupId === GROUP)) await log.forget(GROUP);
  if ((await admin.listTopics()).includes(topics.incidents.name)) await admin.deleteTopics({ topics: [topics.incidents.name] });
  while ((await admin.listTopics()).includes(topics.incidents.name)) await new Promise((resolve) => setTimeout(resolve, 50));
  await admin.disconnect();
  await log.ensureTopics(Object.values(topics));

  const done = Promise.withResolvers<number>();
  const ids = new Set<string | null>();
  const published = await log.read({ topics: [topics.incidents.name], from: 'earliest' }, ({ records }) => {
    for (const { key } of records) ids.add(key);
    if (ids.size >= incidents) done.resolve(performance.now());
  });
  let began: number | undefined;
  const service = await correlator.start({ log: telling(log, () => (began ??= performance.now())), store: {} as never, clock: systemClock, logger: silentLogger, metrics: noMetrics }, { CORRELATOR_RULES: rules });
  try {
    return (events * 1000) / ((await done.promise) - (began ?? 0));
  } finally {
    await service.stop();
    await published.stop();
    await log.close();
  }
};

/** The same topics by kafkajs alone, as its documentation has it. */
const raw = async (brokers: string[], events: number): Promise<number> => {
  const done = Promise.withResolvers<number>();
  let [began, seen] = [0, 0];
  const consumer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 250 });
  await consumer.connect();
  await consumer.subscribe({ topics: INPUTS, fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      if (began === 0) began = performance.now();
      for (const { value } of batch.messages) {
        if (typeof JSON.parse(value?.toString() ?? '{}') !== 'object') throw new Error('a record of the bench is no object');
        seen += 1;
      }
      if (seen === events) done.resolve((events * 1000) / (performance.now() - began));
    },
  });
  const rate = await done.promise;
  await consumer.disconnect();
  return rate;
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
    return [await takeTurns(name, 0.5, rounds, () => ours(kafka.brokers, rules, all.length, incidents), () => raw(kafka.brokers, all.length))];
  } finally {
    await kafka.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

if (import.meta.main) for (const line of await run({ events: Number(process.argv[2] ?? 100_000), rounds: Number(process.argv[3] ?? 3) })) console.log(line);
