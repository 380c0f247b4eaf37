import type { FetchedPartition } from 'kafkajs/src/cluster/index.js';
import Fetch, { type FetchResponse } from 'kafkajs/src/protocol/requests/fetch/index.js';
import { FetchedRecord, varint } from './fetched-record.js';

const VERSION = 11;
const MAGIC = 2;
/** From the beginning of a batch to its first record. */
const BATCH_HEAD = 61;
/** Before what the length of a batch counts. */
const BEFORE_LENGTH = 12;
const [COMPRESSED, APPEND_TIME, CONTROL] = [0x7, 0x8, 0x20];

const int64 = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);

/** The records of a partition; undefined where some are of a form that is left to kafkajs. The last batch may be cut off. */
const recordsOf = (bytes: Buffer, begin: number, end: number): FetchedRecord[] | undefined => {
  const records: FetchedRecord[] = [];
  const cursor = { bytes, at: begin };
  for (let batch = begin; batch + BATCH_HEAD <= end;) {
    const next = batch + BEFORE_LENGTH + bytes.readInt32BE(batch + 8);
    const attributes = bytes.readInt16BE(batch + 21);
    if (bytes[batch + 16] !== MAGIC || (attributes & COMPRESSED) !== 0) return undefined;
    if (next > end) break;
    const [first, began, last] = [int64(bytes, batch), int64(bytes, batch + 27), int64(bytes, batch + 35)];
    const control = (attributes & CONTROL) !== 0;
    cursor.at = batch + BATCH_HEAD;
    for (let left = bytes.readInt32BE(batch + 57); left > 0; left--) {
      const length = varint(cursor);
      const following = cursor.at + length;
      cursor.at += 1; // attributes of a record are not used
      const after = varint(cursor);
      const timestamp = (attributes & APPEND_TIME) !== 0 ? last : began + after;
      const offset = first + varint(cursor);
      const keyAt = cursor.at;
      const name = varint(cursor);
      cursor.at += Math.max(name, 0);
      const size = varint(cursor);
      const value = size < 0 ? null : bytes.subarray(cursor.at, cursor.at + size);
      records.push(new FetchedRecord(offset, timestamp, value, control, bytes, keyAt, cursor.at + Math.max(size, 0)));
      cursor.at = following;
    }
    batch = next;
  }
  return records;
};

/** A fetch response of version 11: https://kafka.apache.org/protocol#The_Messages_Fetch; undefined where it is left to kafkajs. */
export const decodeFetch = (bytes: Buffer): FetchResponse | undefined => {
  let at = 0;
  const int16 = (): number => bytes.readInt16BE((at += 2) - 2);
  const int32 = (): number => bytes.readInt32BE((at += 4) - 4);
  const long = (): number => int64(bytes, (at += 8) - 8);
  const clientSideThrottleTime = int32();
  const [errorCode, sessionId] = [int16(), int32()];
  const responses: { topicName: string; partitions: FetchedPartition[] }[] = [];
  for (let topics = int32(); topics > 0; topics--) {
    const length = int16();
    const topicName = bytes.toString('utf8', at, at + length);
    at += length;
    const partitions: FetchedPartition[] = [];
    for (let left = int32(); left > 0; left--) {
      const [partition, error, highWatermark] = [int32(), int16(), long()];
      at += 16; // where what is stable ends, and where the partition begins
      for (let aborted = int32(); aborted > 0; aborted--) at += 16;
      at += 4; // whom the broker would rather have asked
      const size = Math.max(int32(), 0);
      const messages = recordsOf(bytes, at, at + size);
      if (messages === undefined) return undefined;
      at += size;
      partitions.push({ partition, errorCode: error, highWatermark: String(highWatermark), messages });
    }
    responses.push({ topicName, partitions });
  }
  // a throttled broker answers late by itself
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
};

let done = false;

/**
 * kafkajs 2.2.4 makes a buffer for each header, three for each record, and an object for each number: most of what reading costs. What our readers
 * ask for is read in place; all else goes the way of kafkajs.
 */
export const decodeInPlace = (): void => {
  if (done) return;
  done = true;
  const { protocol } = Fetch;
  Fetch.protocol = ({ version }) => {
    const make = protocol({ version });
    return version !== VERSION ? make : (asked) => {
      const made = make(asked);
      if (asked.topics[0]?.partitions[0]?.inPlace !== true) return made;
      return { ...made, response: { ...made.response, decode: async (bytes) => decodeFetch(bytes) ?? made.response.decode(bytes) } };
    };
  };
};
