import { describe, expect, it, jest } from '@jest/globals';
import type { NewRecord } from '@culprit/ports';
import fc from 'fast-check';
import Produce, { type ProduceRequest } from 'kafkajs/src/protocol/requests/produce/index.js';
import { toMessage } from '../record.js';
import { crc32c } from './crc32c.js';
import { encodeOnce, encodeProduce } from './encode-produce.js';

const text = fc.oneof(fc.string({ maxLength: 90 }), fc.string({ unit: 'grapheme', maxLength: 90 }), fc.string({ minLength: 300, maxLength: 5000 }), fc.string({ unit: 'binary' }));
const record: fc.Arbitrary<NewRecord> = fc.record({
  topic: fc.constant('t'), partitionKey: fc.constant('p'),
  key: fc.option(text, { nil: null }),
  value: fc.oneof(fc.constant(null), text, fc.uint8Array({ maxLength: 5000 })),
  headers: fc.option(fc.dictionary(fc.string({ minLength: 1, maxLength: 70 }), text), { nil: undefined }),
});
const topicData = fc.array(
  fc.record({ topic: fc.string({ minLength: 1 }), partitions: fc.array(fc.record({ partition: fc.nat(1000), messages: fc.array(record.map((each) => toMessage(each, 1)), { minLength: 1, maxLength: 12 }) }), { maxLength: 3 }) }),
  { maxLength: 3 },
);
const asked = (data: ProduceRequest['topicData']): ProduceRequest => ({ acks: -1, timeout: 5000, compression: 0, producerId: -1, topicData: data });

describe('a produce request', () => {
  const kafkajs = Produce.protocol({ version: 7 });

  it('is byte for byte what kafkajs writes', async () => {
    jest.useFakeTimers({ now: 1_768_471_200_123, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    await fc.assert(fc.asyncProperty(topicData, async (data) => {
      const theirs = (await kafkajs(asked(data.map(({ topic, partitions }) => ({ topic, partitions: partitions.map((each) => ({ ...each, firstSequence: 0 })) })))).request.encode()).buffer;
      expect(encodeProduce(asked(data), Date.now()).equals(theirs)).toBe(true);
    }), { numRuns: 150 });
    jest.useRealTimers();
  });

  it('is left to kafkajs where the messages are not ours', async () => {
    encodeOnce();
    const make = Produce.protocol({ version: 7 });
    const data = [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages: [{ key: 'k', value: 'v', headers: { a: ['1', '2'] }, timestamp: '5' }] }] }];
    expect((await make(asked(data)).request.encode()).buffer.equals((await kafkajs(asked(data)).request.encode()).buffer)).toBe(true);
  });
});

describe('crc32c', () => {
  it.each([['', 0], ['123456789', 0xe3069283], ['\0'.repeat(32), 0x8a9136aa]])('of %j', (said, sum) => {
    const bytes = Buffer.from(`x${said}y`);
    expect(crc32c(bytes, 1, bytes.length - 1)).toBe(sum);
  });
});
