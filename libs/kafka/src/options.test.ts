import { describe, expect, it } from '@jest/globals';
import { noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { openKafkaLog } from './index.js';
import { clientConfig } from './options.js';
import { topicConfig } from './topic-settings.js';

const base = { brokers: ['a:9092', 'b:9092'], clientId: 'culprit', logger: silentLogger, metrics: noMetrics, clock: systemClock };

describe('what kafkajs is told', () => {
  it('passes TLS and SASL on as given', () => {
    const ssl = { ca: 'pem', servername: 'kafka', rejectUnauthorized: true };
    const sasl = { mechanism: 'scram-sha-512', username: 'u', password: 'p' } as const;
    expect(clientConfig({ ...base, ssl, sasl })).toMatchObject({ brokers: ['a:9092', 'b:9092'], clientId: 'culprit', ssl, sasl });
  });

  it('leaves both out when neither is asked for', () => {
    const config = clientConfig(base);
    expect([config.ssl, config.sasl]).toEqual([undefined, undefined]);
  });

  it('needs a broker', async () => {
    await expect(openKafkaLog({ ...base, brokers: [] })).rejects.toThrow('at least one broker');
  });
});

describe('a topic as Kafka is asked for it', () => {
  const settings = (spec: Parameters<typeof topicConfig>[0], limits: Partial<Parameters<typeof topicConfig>[1]> = {}) => {
    const { configEntries, ...rest } = topicConfig(spec, { maxRecordBytes: 1000, ...limits });
    return { ...rest, ...Object.fromEntries((configEntries ?? []).map(({ name, value }) => [name, value])) };
  };

  it('is deleted by age when it is not compacted', () => {
    expect(settings({ name: 't', partitions: 6, compacted: false, keptMs: 5000 })).toEqual({
      topic: 't', numPartitions: 6, replicationFactor: -1, 'cleanup.policy': 'delete', 'retention.ms': '5000',
      'message.timestamp.type': 'LogAppendTime', 'max.message.bytes': '66536',
    });
  });

  it('is kept whole for a while, and never deleted by age, when it is compacted', () => {
    const found = settings({ name: 't', partitions: 1, compacted: true, keptMs: 5000 }, { factor: 3, minInSync: 2 });
    expect(found).toMatchObject({ replicationFactor: 3, 'min.insync.replicas': '2', 'cleanup.policy': 'compact', 'min.compaction.lag.ms': '5000' });
    expect(found).not.toHaveProperty('retention.ms');
  });
});
