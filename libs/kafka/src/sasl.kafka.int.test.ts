import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noMetrics, silentLogger, systemClock, type Batch, type EventLog } from '@culprit/ports';
import { openKafkaLog } from './index.js';
import { startKafka, type LocalKafka } from './testing.js';

const login = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="broker" password="b" user_broker="b" user_culprit="right";';

describe('a Kafka that asks who we are', () => {
  let kafka: LocalKafka;
  const opened: EventLog[] = [];
  const open = async (password: string): Promise<EventLog> => {
    const sasl = { mechanism: 'plain', username: 'culprit', password } as const;
    const log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'sasl', sasl, logger: silentLogger, metrics: noMetrics, clock: systemClock });
    opened.push(log);
    return log;
  };

  beforeAll(async () => {
    kafka = await startKafka({
      protocol: 'SASL_PLAINTEXT',
      properties: ['sasl.enabled.mechanisms=PLAIN', 'sasl.mechanism.inter.broker.protocol=PLAIN', `listener.name.client.plain.sasl.jaas.config=${login}`],
    });
  }, 180_000);
  afterAll(async () => {
    await Promise.all(opened.map((log) => log.close()));
    await kafka?.stop();
  }, 30_000);

  it('lets us append, consume and read with the right password', async () => {
    const log = await open('right');
    await log.ensureTopics([{ name: 'sasl', partitions: 1, compacted: false }]);
    await log.append([{ topic: 'sasl', partitionKey: 'a', key: null, value: 'x' }]);
    const consumed = Promise.withResolvers<Batch>();
    await log.consume({ group: 'sasl', topics: ['sasl'], from: 'earliest' }, async (batch) => consumed.resolve(batch));
    expect((await consumed.promise).records).toHaveLength(1);
    const reader = await log.read({ topics: ['sasl'], from: 'earliest' }, () => {});
    await reader.caughtUp();
  }, 120_000);

  it('is not reached with the wrong one, and says why', async () => {
    await expect((await open('wrong')).ping()).rejects.toThrow(/authentication/i);
  }, 60_000);
});
