import type { EventLog } from '@culprit/ports';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { deployments } from './events.ts';
import { takeTurns, type Measured } from './measure.ts';

const BATCH = 500;
/** Callers at a time, of ours and of the peer. */
const CALLERS = 4;
const PARTITIONS = 6;

/** The same calls of 500 records through the port and through kafkajs as its documentation has it. */
export const append = async (log: EventLog, brokers: string[], records: number, rounds: number): Promise<Measured[]> => {
  const topic = 'bench-append';
  await log.ensureTopics([{ name: topic, partitions: PARTITIONS, compacted: false }]);
  const events = deployments(records, topic);
  const calls = Array.from({ length: Math.floor(records / BATCH) }, (_, i) => events.slice(i * BATCH, (i + 1) * BATCH));
  const messages = calls.map((call) => call.map(({ key, value, headers }) => ({ key, value: String(value), headers: { ...headers } })));
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();

  const rate = async (count: number, send: (i: number) => Promise<unknown>, callers: number): Promise<number> => {
    const began = performance.now();
    let next = 0;
    await Promise.all(Array.from({ length: callers }, async () => {
      while (next < count) await send(next++);
    }));
    return (records * 1000) / (performance.now() - began);
  };
  const raw = (): Promise<number> => rate(calls.length, (i) => producer.send({ topic, acks: -1, messages: messages[i] ?? [] }), CALLERS);
  const ported = (): Promise<number> => rate(calls.length, (i) => log.append(calls[i] ?? []), CALLERS);
  const single = (): Promise<number> => rate(events.length, (i) => log.append(events.slice(i, i + 1)), BATCH * CALLERS);
  try {
    return [
      await takeTurns('append by 500 / kafkajs send of 500', 0.9, rounds, ported, raw),
      await takeTurns('append one by one, 2000 callers / kafkajs send of 500', 0, rounds, single, raw),
    ];
  } finally {
    await producer.disconnect();
  }
};
