import type { PackedBatch } from '../protocol.js';
import type { Database } from './database.js';
import { offsetOf, placeOf } from './topics.js';

type Row = [place: number, timestamp: number, key: string | null, value: Uint8Array | null, headers: string | null];

/** Values of one batch, unless its first record alone is larger. */
const BATCH_BYTES = 4 * 1024 * 1024;

const SELECT = 'SELECT place, timestamp, key, value, headers FROM records WHERE place >= ? AND place < ? ORDER BY place LIMIT ?';

export const endOf = (db: Database, partition: number): number =>
  (db.rows('SELECT next FROM partitions WHERE id = ?').get(partition) as unknown as [number] | undefined)?.[0] ?? 0;

export const fetch = (db: Database, partition: number, from: number, maxRecords: number): PackedBatch => {
  const end = endOf(db, partition);
  const rows: Row[] = [];
  let bytes = 0;
  let cut = false;
  for (const row of db.rows(SELECT).iterate(placeOf(partition, Math.max(0, from)), placeOf(partition, end), maxRecords) as unknown as Iterable<Row>) {
    bytes += row[3]?.byteLength ?? 0;
    cut = rows.length > 0 && bytes > BATCH_BYTES;
    if (cut) break;
    rows.push(row);
  }
  const full = cut || rows.length === maxRecords;
  const last = rows.at(-1);
  const lengths = Int32Array.from(rows, (row) => row[3]?.byteLength ?? -1);
  const values = new Uint8Array(lengths.reduce((sum, length) => sum + Math.max(0, length), 0));
  let at = 0;
  for (const [, , , value] of rows) {
    if (value === null) continue;
    values.set(value, at);
    at += value.byteLength;
  }
  return {
    offsets: Float64Array.from(rows, (row) => offsetOf(partition, row[0])),
    timestamps: Float64Array.from(rows, (row) => row[1]),
    keys: rows.map((row) => row[2]),
    headers: rows.map((row) => row[4]),
    lengths, values, end,
    next: full && last !== undefined ? offsetOf(partition, last[0]) + 1 : Math.max(end, from),
  };
};
