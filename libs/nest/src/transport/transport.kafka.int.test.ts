import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openKafkaLog } from '@culprit/kafka';
import { startKafka, type LocalKafka } from '@culprit/kafka/testing';
import { noMetrics, silentLogger, systemClock, type Batch, type EventLog } from '@culprit/ports';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BatchesOf, EventLogServer, type BatchContext } from './index.js';

const TOPICS = ['transport.one', 'transport.two'];

describe('a Nest service on Kafka', () => {
  let kafka: LocalKafka;
  let log: EventLog;

  beforeAll(async () => {
    kafka = await startKafka();
    log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'transport', logger: silentLogger, metrics: noMetrics, clock: systemClock, sessionTimeoutMs: 6000 });
    await log.ensureTopics(TOPICS.map((name) => ({ name, partitions: 3, compacted: false })));
  }, 180_000);
  afterAll(async () => {
    await log?.close();
    await kafka?.stop();
  }, 30_000);

  it('takes whole batches of several topics, gets back what it threw at, and goes on where it stopped', async () => {
    const all = Promise.withResolvers<void>();
    const got: string[] = [];
    let throws = 0;
    @Controller()
    class Consumer {
      @BatchesOf('transport.one')
      async one(batch: Batch, context: BatchContext): Promise<void> {
        for (const record of batch.records) {
          if (record.value?.toString() === 'one 7' && throws < 2) {
            throws += 1;
            throw new Error('not yet');
          }
          this.take(record.value);
          context.resolve(record.offset);
        }
      }

      @BatchesOf('transport.two')
      async two({ records }: Batch): Promise<void> {
        for (const { value } of records) this.take(value);
      }

      private take(value: Buffer | null): void {
        got.push(String(value));
        if (new Set(got).size === 40) all.resolve();
      }
    }
    @Module({ controllers: [Consumer] })
    class App {}
    const start = async () => {
      const strategy = new EventLogServer({ log, group: 'transport', from: 'earliest', retryMs: 100, logger: silentLogger });
      const app = await NestFactory.createMicroservice(App, { strategy, logger: false });
      await app.listen();
      return app;
    };
    const values = ['one', 'two'].flatMap((name) => Array.from({ length: 20 }, (_, i) => ({ name, value: `${name} ${i}` })));
    await log.append(values.map(({ name, value }) => ({ topic: `transport.${name}`, partitionKey: value, key: null, value })));
    const app = await start();
    await all.promise;
    await app.close();
    expect(throws).toBe(2);
    expect([...new Set(got)].sort()).toEqual(values.map(({ value }) => value).sort());
    for (const topic of TOPICS) expect(await log.committed('transport', topic)).toEqual(await log.ends(topic));
    await (await start()).close();
    expect(got).toHaveLength(40);
  }, 120_000);
});
