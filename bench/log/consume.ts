import 'reflect-metadata';
import { BatchesOf, EventLogServer } from '@culprit/nest';
import { silentLogger, type Batch, type EventLog } from '@culprit/ports';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Kafka, logLevel } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { deployments } from './events.ts';
import { takeTurns, type Measured } from './measure.ts';

const PARTITIONS = 6;

/** Counts records; the clock runs from the first batch, so that joining a group is not measured. */
const stopwatch = (records: number) => {
  const { promise, resolve } = Promise.withResolvers<number>();
  let [began, seen] = [0, 0];
  const start = (): void => {
    if (began === 0) began = performance.now();
  };
  const count = (value: string | null): void => {
    if (JSON.parse(value ?? '{}').id === undefined) throw new Error('a record of the bench has no id');
    seen += 1;
    if (seen === records) resolve((records * 1000) / (performance.now() - began));
  };
  return { start, count, rate: promise };
};

/** The whole topic by a new group: a Nest service on the port, and raw `eachBatch`; both parse every record. */
export const consume = async (log: EventLog, brokers: string[], records: number, rounds: number): Promise<Measured> => {
  const topic = 'bench-consume';
  await log.ensureTopics([{ name: topic, partitions: PARTITIONS, compacted: false }]);
  const events = deployments(records, topic);
  for (let at = 0; at < events.length; at += 2000) await log.append(events.slice(at, at + 2000));

  const ours = async (): Promise<number> => {
    const { start, count, rate } = stopwatch(records);
    class Consumer {
      async take(batch: Batch): Promise<void> {
        start();
        for (const { value } of batch.records) count(value?.toString() ?? null);
      }
    }
    // Node strips types and knows no decorators: they are applied by hand.
    BatchesOf(topic)(Consumer.prototype, 'take', Object.getOwnPropertyDescriptor(Consumer.prototype, 'take') ?? {});
    Controller()(Consumer);
    class App {}
    Module({ controllers: [Consumer] })(App);
    const strategy = new EventLogServer({ log, group: `bench-${randomUUID()}`, from: 'earliest', logger: silentLogger });
    const app = await NestFactory.createMicroservice(App, { strategy, logger: false });
    await app.listen();
    const result = await rate;
    await app.close();
    return result;
  };
  const raw = async (): Promise<number> => {
    const { start, count, rate } = stopwatch(records);
    const consumer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 250 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachBatch: async ({ batch }) => {
        start();
        for (const { value } of batch.messages) count(value?.toString() ?? null);
      },
    });
    const result = await rate;
    await consumer.disconnect();
    return result;
  };
  return takeTurns('consume through Nest / kafkajs eachBatch', 0.7, rounds, ours, raw);
};
