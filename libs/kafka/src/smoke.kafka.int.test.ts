import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Kafka, logLevel, type Consumer, type EachBatchPayload } from 'kafkajs';
import { consoleConsumer, startKafka, type LocalKafka } from './testing.js';

const all = async (lines: AsyncIterable<string>): Promise<string[]> => {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
};

/** What this adapter needs of kafkajs 2.2.4 on the Kafka of today, with nothing of ours between them. */
describe('kafkajs on Apache Kafka', () => {
  jest.setTimeout(180_000);
  let kafka: LocalKafka;
  let client: Kafka;
  const retry = { retries: 10, initialRetryTime: 100, maxRetryTime: 1000 };

  beforeAll(async () => {
    // of the topic that transactions are kept in: fifty partitions take a slow disk long
    kafka = await startKafka({ properties: ['transaction.state.log.num.partitions=4'] });
    client = new Kafka({ clientId: 'smoke', brokers: kafka.brokers, logLevel: logLevel.NOTHING, retry });
  }, 180_000);
  afterAll(() => kafka?.stop(), 30_000);

  const topic = async (name: string, numPartitions = 2): Promise<string> => {
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic: name, numPartitions, configEntries: [{ name: 'retention.ms', value: '3600000' }] }] });
    // a busy node takes a while to know of a topic that it has made, and kafkajs' own waiting gives up at that
    for (const end = Date.now() + 30_000; ;) {
      const led = await admin.fetchTopicMetadata({ topics: [name] }).then(({ topics: [told] }) => told?.partitions.every(({ leader }) => leader >= 0) === true, () => false);
      if (led) break;
      if (Date.now() > end) throw new Error(`${name} has no leaders`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await admin.disconnect();
    return name;
  };
  const send = async (name: string, values: readonly string[]) => {
    const producer = client.producer({ createPartitioner: () => ({ message }) => message.partition ?? 0 });
    await producer.connect();
    const answer = await producer.send({ topic: name, acks: -1, messages: values.map((value, i) => ({ key: 'k', value, partition: i % 2, headers: { n: String(i) } })) });
    await producer.disconnect();
    return answer;
  };
  const join = async (groupId: string, name: string, take: (payload: EachBatchPayload) => Promise<void>): Promise<Consumer> => {
    const consumer = client.consumer({ groupId, heartbeatInterval: 300, sessionTimeout: 6000, maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic: name, fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: take });
    return consumer;
  };

  it('creates a topic with settings, describes it and the cluster, deletes it', async () => {
    const name = await topic('described');
    const admin = client.admin();
    await admin.connect();
    expect((await admin.describeCluster()).brokers).toHaveLength(1);
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name }] });
    expect(resources[0]?.configEntries.find(({ configName }) => configName === 'retention.ms')?.configValue).toBe('3600000');
    await admin.deleteTopics({ topics: [name] });
    expect(await admin.listTopics()).not.toContain(name);
    await admin.disconnect();
  });

  it('produces with acks=all, finds offsets by time, and the console consumer reads it', async () => {
    const name = await topic('produced');
    const before = Date.now();
    expect(await send(name, ['a', 'b', 'c'])).toHaveLength(2);
    const admin = client.admin();
    await admin.connect();
    expect((await admin.fetchTopicOffsetsByTimestamp(name, before)).map(({ offset }) => offset)).toEqual(['0', '0']);
    expect((await admin.fetchTopicOffsetsByTimestamp(name, before + 3_600_000)).map(({ offset }) => offset).sort()).toEqual(['1', '2']);
    await admin.disconnect();
    const lines = await all(consoleConsumer({ brokers: kafka.brokers, topic: name, max: 3, timeoutMs: 90_000, properties: { 'print.headers': 'true' } }));
    expect(lines.sort()).toEqual(['n:0\ta', 'n:1\tb', 'n:2\tc']);
  });

  it('shares a topic between two members, commits by hand, and hands over when one leaves', async () => {
    const name = await topic('shared');
    const seen: string[] = [];
    const waiting = new Set<() => void>();
    const take = (who: string) => async ({ batch, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload): Promise<void> => {
      for (const message of batch.messages) {
        seen.push(`${who} ${batch.partition} ${message.value?.toString()}`);
        resolveOffset(message.offset);
      }
      const offset = String(Number(batch.lastOffset()) + 1);
      await commitOffsetsIfNecessary({ topics: [{ topic: name, partitions: [{ partition: batch.partition, offset }] }] });
      for (const wake of waiting) wake();
    };
    const until = (condition: () => boolean): Promise<void> => new Promise((resolve) => {
      const check = (): void => void (condition() && (waiting.delete(check), resolve()));
      waiting.add(check);
      check();
    });
    const one = await join('smoke-group', name, take('one'));
    const assigned = new Promise<void>((resolve) => {
      one.on(one.events.GROUP_JOIN, ({ payload }) => payload.memberAssignment[name]?.length === 1 && resolve());
    });
    const two = await join('smoke-group', name, take('two'));
    await assigned;
    await send(name, ['a', 'b']);
    await until(() => seen.length === 2);
    expect(new Set(seen.map((line) => line.split(' ')[0]))).toEqual(new Set(['one', 'two']));
    await one.disconnect();
    await send(name, ['c', 'd']);
    await until(() => seen.filter((line) => line.startsWith('two')).length === 3);
    await two.disconnect();
    const admin = client.admin();
    await admin.connect();
    const [committed] = await admin.fetchOffsets({ groupId: 'smoke-group', topics: [name] });
    expect(committed?.partitions.map(({ offset }) => offset)).toEqual(['2', '2']);
    await admin.deleteGroups(['smoke-group']);
    await admin.disconnect();
  });

  it('produces in a transaction', async () => {
    const name = await topic('transaction');
    const producer = client.producer({ transactionalId: 'smoke', idempotent: true, maxInFlightRequests: 1, createPartitioner: () => () => 0 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: name, messages: [{ value: 'x' }] });
    await transaction.commit();
    await producer.disconnect();
    const lines = await all(consoleConsumer({ brokers: kafka.brokers, topic: name, max: 1, timeoutMs: 90_000 }));
    expect(lines).toEqual(['x']);
  });
});
