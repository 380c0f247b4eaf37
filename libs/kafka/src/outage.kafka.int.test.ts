import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LogUnavailable, noMetrics, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import { Kafka, logLevel } from 'kafkajs';
import { openKafkaLog } from './index.js';
import { startKafka, type LocalKafka } from './testing.js';

/** What the contract suite does not ask of every log. */
describe('the Kafka event log', () => {
  jest.setTimeout(120_000);
  let kafka: LocalKafka;
  const opened: EventLog[] = [];
  const open = async (times: { readonly appendTimeoutMs?: number } = {}): Promise<EventLog> => {
    const log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'outage', logger: silentLogger, metrics: noMetrics, clock: systemClock, sessionTimeoutMs: 6000, ...times });
    opened.push(log);
    return log;
  };
  const admin = async <T>(ask: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> => {
    const client = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING }).admin();
    await client.connect();
    return ask(client).finally(() => client.disconnect());
  };
  const note = (topic: string, value: string) => ({ topic, partitionKey: 'a', key: null, value });
  /** A Kafka that has only just started or woken may take longer than the little time that an append has here. */
  const taken = async (append: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        return void (await append());
      } catch (error) {
        if (!(error instanceof LogUnavailable)) throw error;
      }
    }
  };

  beforeAll(async () => {
    kafka = await startKafka({ properties: ['log.initial.task.delay.ms=100'] });
  }, 180_000);
  afterEach(() => Promise.all(opened.splice(0).map((log) => log.close())), 30_000);
  afterAll(() => kafka?.stop(), 30_000);

  it('says in time that a broker that hangs did not take an append, and goes on when it wakes', async () => {
    const log = await open({ appendTimeoutMs: 1500 });
    await log.ensureTopics([{ name: 'hang', partitions: 1, compacted: false }]);
    await taken(() => log.append([note('hang', 'before')]));
    kafka.pause();
    const began = performance.now();
    try {
      await expect(log.append([note('hang', 'lost or not')])).rejects.toBeInstanceOf(LogUnavailable);
    } finally {
      kafka.resume();
    }
    expect(performance.now() - began).toBeLessThan(5000);
    await taken(() => log.append([note('hang', 'after')]));
    const texts: string[] = [];
    const reader = await log.read({ topics: ['hang'], from: 'earliest' }, ({ records }) => void texts.push(...records.map(({ value }) => String(value))));
    await reader.caughtUp();
    expect([texts[0], texts.at(-1)]).toEqual(['before', 'after']);
  });

  it('can be opened, closed and asked while there is no Kafka', async () => {
    const log = await openKafkaLog({ brokers: ['127.0.0.1:1'], clientId: 'nobody', logger: silentLogger, metrics: noMetrics, clock: systemClock, appendTimeoutMs: 300 });
    await expect(log.append([note('any', 'x')])).rejects.toBeInstanceOf(LogUnavailable);
    await expect(log.ping()).rejects.toThrow();
    await log.close();
    await expect(log.append([note('any', 'x')])).rejects.toThrow('the log is closed');
  });

  it('refuses to consume a topic that is not there', async () => {
    const log = await open();
    await expect(log.consume({ group: 'g', topics: ['nowhere'], from: 'earliest' }, async () => {})).rejects.toThrow(/nowhere|does not host/);
  });

  it('reads without leaving a group behind', async () => {
    const log = await open();
    await log.ensureTopics([{ name: 'broadcast', partitions: 2, compacted: false }]);
    const before = await admin((client) => client.listGroups());
    const reader = await log.read({ topics: ['broadcast'], from: 'latest' }, () => {});
    await reader.caughtUp();
    expect((await admin((client) => client.listGroups())).groups).toEqual(before.groups);
  });

  it('goes on at the oldest kept when a group\'s position is no longer kept', async () => {
    const log = await open();
    const [topic, group] = ['cut', 'cut-group'];
    await log.ensureTopics([{ name: topic, partitions: 1, compacted: false }]);
    await log.append(Array.from({ length: 10 }, (_, i) => note(topic, String(i))));
    const first = Promise.withResolvers<void>();
    const member = await log.consume({ group, topics: [topic], from: 'earliest', maxBatch: 2 }, async (batch, control) => {
      if (batch.records[0]?.offset === 0) return;
      first.resolve();
      control.resolve(-1);
      throw new Error('stop at 2');
    });
    await first.promise;
    await member.stop();
    expect(await log.committed(group, topic)).toEqual([2]);
    await admin(async (client) => {
      // kafkajs deletes only where it has the topic's leaders already.
      await client.fetchTopicOffsets(topic);
      await client.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '6' }] });
    });
    const texts: string[] = [];
    const all = Promise.withResolvers<void>();
    await log.consume({ group, topics: [topic], from: 'earliest' }, async ({ records }) => {
      texts.push(...records.map(({ value }) => String(value)));
      if (texts.includes('9')) all.resolve();
    });
    await all.promise;
    expect(texts).toEqual(['6', '7', '8', '9']);
    const read: string[] = [];
    const reader = await log.read({ topics: [topic], from: [{ topic, partition: 0, offset: 2 }] }, ({ records }) => void read.push(...records.map(({ value }) => String(value))));
    await reader.caughtUp();
    expect(read).toEqual(texts);
  });

  it('does not wake while it is idle', async () => {
    const log = await open();
    await log.ensureTopics([{ name: 'idle', partitions: 1, compacted: false }]);
    await log.append([note('idle', 'x')]);
    const { setTimeout: arm } = globalThis;
    let armed = 0;
    globalThis.setTimeout = Object.assign((...given: Parameters<typeof arm>) => {
      armed += 1;
      return arm(...given);
    }, arm);
    try {
      await new Promise((resolve) => arm(resolve, 1000));
    } finally {
      globalThis.setTimeout = arm;
    }
    // kafkajs as published: about 900 for each connection.
    expect(armed).toBeLessThan(5);
  });
});
