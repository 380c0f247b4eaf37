import type { Batch, LogRecord, NewRecord, Position } from '@culprit/ports';
import type { Appended, PackedAppend, PackedBatch } from './protocol.js';

const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

const headersOf = ({ headers }: NewRecord): string | null =>
  headers === undefined || Object.keys(headers).length === 0 ? null : JSON.stringify(headers);

/** All values in one buffer, so that a group of calls crosses to the worker as one block that is moved, not copied. */
export const packAppend = (calls: readonly (readonly NewRecord[])[], now: number): PackedAppend => {
  const records = calls.flat();
  const lengths = Int32Array.from(records, ({ value }) =>
    value === null ? -1 : typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength);
  // Never of length 0: SQLite takes an empty value at a null address for NULL.
  const values = Buffer.from(new ArrayBuffer(lengths.reduce((sum, length) => sum + Math.max(0, length), 1)));
  let at = 0;
  for (const { value } of records) {
    if (value === null) continue;
    if (typeof value === 'string') at += values.write(value, at);
    else {
      values.set(value, at);
      at += value.byteLength;
    }
  }
  return {
    now, lengths, values: new Uint8Array(values.buffer),
    calls: calls.map(({ length }) => length),
    topics: records.map(({ topic }) => topic),
    partitionKeys: records.map(({ partitionKey }) => partitionKey),
    keys: records.map(({ key }) => key),
    headers: records.map(headersOf),
  };
};

export const positionsOf = (records: readonly NewRecord[], { partitions, offsets }: Exclude<Appended, { refused: string }>): Position[] =>
  records.map(({ topic }, i) => ({ topic, partition: partitions[i] ?? 0, offset: offsets[i] ?? 0 }));

/** Values are views into the one buffer that came from the worker. */
export const unpackBatch = (topic: string, partition: number, packed: PackedBatch): Batch => {
  const { offsets, timestamps, keys, headers, lengths, values, end } = packed;
  const records = new Array<LogRecord>(offsets.length);
  let at = values.byteOffset;
  for (let i = 0; i < offsets.length; i += 1) {
    const length = lengths[i] ?? -1;
    const json = headers[i] ?? null;
    records[i] = {
      offset: offsets[i] ?? 0,
      timestamp: timestamps[i] ?? 0,
      key: keys[i] ?? null,
      value: length < 0 ? null : Buffer.from(values.buffer, at, length),
      headers: json === null ? noHeaders : (JSON.parse(json) as Record<string, string>),
    };
    if (length > 0) at += length;
  }
  return { topic, partition, records, end };
};
