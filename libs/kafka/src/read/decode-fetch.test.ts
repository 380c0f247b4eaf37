import { describe, expect, it } from '@jest/globals';
import type { NewRecord } from '@culprit/ports';
import fc from 'fast-check';
import Fetch from 'kafkajs/src/protocol/requests/fetch/index.js';
import { encodeProduce } from '../append/encode-produce.js';
import { toLogRecord, toMessage } from '../record.js';
import { decodeFetch, decodeInPlace } from './decode-fetch.js';
import { fetchRequest } from './places.js';

const text = fc.oneof(fc.string({ maxLength: 90 }), fc.string({ unit: 'grapheme', maxLength: 90 }), fc.string({ minLength: 300, maxLength: 3000 }));
const record: fc.Arbitrary<NewRecord> = fc.record({
  topic: fc.constant('t'), partitionKey: fc.constant('p'),
  key: fc.option(text, { nil: null }),
  value: fc.oneof(fc.constant(null), text, fc.uint8Array({ maxLength: 3000 })),
  headers: fc.option(fc.dictionary(fc.string({ minLength: 1, maxLength: 70 }), text), { nil: undefined }),
});

const [BEFORE_BATCH, MAGIC, ATTRIBUTES, FIRST, LAST] = [12 + 7 + 4 + 4 + 4, 16, 21, 27, 35];
const ints = (...all: readonly [bytes: 2 | 4 | 8, value: number][]): Buffer =>
  Buffer.concat(all.map(([bytes, value]) => {
    const out = Buffer.alloc(bytes);
    if (bytes === 8) out.writeBigInt64BE(BigInt(value));
    else out.writeIntBE(value, 0, bytes);
    return out;
  }));

interface Appended {
  readonly records: readonly NewRecord[];
  readonly offset: number;
  readonly at: number;
  readonly attributes: number;
}
const batch = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 6 }), offset: fc.oneof(fc.nat(), fc.constant(2 ** 40 + 7)), at: fc.constantFrom(0, 1_768_471_200_123),
  attributes: fc.constantFrom(0, 0, 0x8, 0x10, 0x20),
});
/** As a broker keeps it: the batch that was produced, with its place and what kind it is. */
const kept = ({ records, offset, at, attributes }: Appended): Buffer => {
  const bytes = encodeProduce({ acks: -1, timeout: 1, topicData: [{ topic: '12345', partitions: [{ partition: 0, messages: records.map((each) => toMessage(each, 0)) }] }] }, at).subarray(BEFORE_BATCH);
  bytes.writeBigInt64BE(BigInt(offset));
  bytes.writeInt16BE(attributes, ATTRIBUTES);
  bytes.writeBigInt64BE(BigInt(at), FIRST);
  bytes.writeBigInt64BE(BigInt(at + 5), LAST);
  return bytes;
};
interface Part {
  readonly batches: readonly Appended[];
  readonly cut: number;
  readonly error: number;
  readonly aborted: number;
}
const part: fc.Arbitrary<Part> = fc.record({ batches: fc.array(batch, { maxLength: 3 }), cut: fc.oneof(fc.constant(0), fc.nat(90)), error: fc.constantFrom(0, 3), aborted: fc.constantFrom(-1, 0, 2) });
const answered = (topics: readonly { name: string; parts: readonly Part[] }[], spoil: (records: Buffer) => void = () => {}): Buffer =>
  Buffer.concat([
    ints([4, 9], [2, 0], [4, 77], [4, topics.length]),
    ...topics.flatMap(({ name, parts }) => [
      ints([2, Buffer.byteLength(name)]), Buffer.from(name), ints([4, parts.length]),
      ...parts.flatMap(({ batches, cut, error, aborted }, partition) => {
        const whole = Buffer.concat(batches.map(kept));
        if (whole.length > 0) spoil(whole);
        const records = whole.subarray(0, Math.max(0, whole.length - cut));
        const transactions = Array.from({ length: Math.max(aborted, 0) }, () => ints([8, 1], [8, 2]));
        return [ints([4, partition], [2, error], [8, 2 ** 33 + partition], [8, 5], [8, 0], [4, aborted]), ...transactions, ints([4, -1], [4, records.length]), records];
      }),
    ]),
  ]);

const kafkajs = Fetch.protocol({ version: 11 });
const request = fetchRequest([{ topic: 't', partition: 0, next: 0, target: 1 }]);
/** What a reader looks at, whoever decoded it. */
const told = async (decoded: Awaited<ReturnType<ReturnType<typeof kafkajs>['response']['decode']>>) => ({
  ...decoded,
  responses: decoded.responses.map(({ topicName, partitions }) => ({
    topicName,
    partitions: partitions.map(({ partition, errorCode, highWatermark, messages }) => ({
      partition, errorCode, highWatermark,
      messages: messages.map((message) => {
        const { isControlRecord } = message;
        const { offset, timestamp, key, value, headers } = 'batchContext' in message ? toLogRecord(message as never) : (message as ReturnType<typeof toLogRecord>);
        return { offset, timestamp, key, value: value?.toString('hex'), headers, isControlRecord };
      }),
    })),
  })),
});

describe('a fetch response', () => {
  it('is read as kafkajs reads it', async () => {
    let records = 0;
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ name: text, parts: fc.array(part, { maxLength: 3 }) }), { maxLength: 3 }), async (topics) => {
      const bytes = answered(topics);
      const ours = decodeFetch(bytes);
      expect(ours).toBeDefined();
      // it stumbles over a batch that is cut off within its own head
      const theirs = await kafkajs(request).response.decode(bytes).catch(() => undefined);
      if (theirs === undefined) return;
      const wanted = await told(theirs);
      expect(await told(ours as never)).toEqual(wanted);
      records += wanted.responses.flatMap(({ partitions }) => partitions.flatMap(({ messages }) => messages)).length;
    }), { numRuns: 150 });
    expect(records).toBeGreaterThan(100);
  });

  it.each([['compressed', (bytes: Buffer) => bytes.writeInt16BE(1, ATTRIBUTES)], ['of an older form', (bytes: Buffer) => bytes.writeInt8(1, MAGIC)]])('is left to kafkajs where it is %s', (_, spoil) => {
    const one: Part = { batches: [{ records: [{ topic: 't', partitionKey: 'p', key: 'k', value: 'v' }], offset: 3, at: 5, attributes: 0 }], cut: 0, error: 0, aborted: 0 };
    expect(decodeFetch(answered([{ name: 't', parts: [one] }]))?.responses[0]?.partitions[0]?.messages).toHaveLength(1);
    expect(decodeFetch(answered([{ name: 't', parts: [one] }], spoil))).toBeUndefined();
  });

  it('is left to kafkajs where somebody else asked', async () => {
    decodeInPlace();
    const make = Fetch.protocol({ version: 11 });
    const others = { ...request, topics: request.topics.map(({ topic, partitions }) => ({ topic, partitions: partitions.map(({ inPlace: _inPlace, ...rest }) => rest) })) };
    const bytes = answered([{ name: 't', parts: [{ batches: [{ records: [{ topic: 't', partitionKey: 'p', key: 'k', value: 'v' }], offset: 3, at: 5, attributes: 0 }], cut: 0, error: 0, aborted: 0 }] }]);
    expect((await make(others).response.decode(bytes)).responses[0]?.partitions[0]?.messages[0]).toHaveProperty('batchContext');
    expect((await make(request).response.decode(bytes)).responses[0]?.partitions[0]?.messages[0]).not.toHaveProperty('batchContext');
  });
});
