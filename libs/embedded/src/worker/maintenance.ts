import { setImmediate } from 'node:timers/promises';
import type { Database } from './database.js';
import { endOf } from './fetch.js';
import { offsetAt } from './positions.js';
import { offsetOf, placeOf, type Topic } from './topics.js';

/** How long a removal stays visible, so that a reader that is behind learns of it. */
const REMOVALS_KEPT_MS = 24 * 3_600_000;
const CHUNK = 2_000;
const WORTH_IT = 1_000;

type Row = [place: number, key: string | null, removal: number, timestamp: number];

/** In small transactions, with a pause between them in which appends and fetches get their turn. */
const deleteAll = async (db: Database, places: readonly number[]): Promise<void> => {
  for (let i = 0; i < places.length; i += CHUNK) {
    await db.write('process', () => {
      for (const place of places.slice(i, i + CHUNK)) db.sql('DELETE FROM records WHERE place = ?').run(place);
    });
    await setImmediate();
  }
};

/** Lets go of the records of a partition that were appended before `before`. */
export const expire = async (db: Database, partition: number, before: number): Promise<void> => {
  const bound = placeOf(partition, offsetAt(db, partition, before));
  for (;;) {
    const { changes } = await db.write('process', () =>
      db.sql('DELETE FROM records WHERE place IN (SELECT place FROM records WHERE place >= ? AND place < ? ORDER BY place LIMIT ?)')
        .run(placeOf(partition, 0), bound, CHUNK));
    if (changes < CHUNK) return;
    await setImmediate();
  }
};

/**
 * Keeps the newest record of every key, where it stands. Records younger than the topic's kept time stay, as do the newest record of the
 * partition and removals younger than a day.
 */
export const compact = async (db: Database, topic: Topic, partition: number, now: number, force: boolean): Promise<void> => {
  const end = endOf(db, partition);
  const whole = topic.keptMs === null ? end : offsetAt(db, partition, now - topic.keptMs);
  const [clean, alive] = db.rows('SELECT clean, alive FROM partitions WHERE id = ?').get(partition) as unknown as [number, number];
  if (!force && whole - clean < Math.max(WORTH_IT, alive / 2)) return;
  const newest = new Map<string, number>();
  await scan(db, partition, end, ([place, key]) => {
    if (key !== null) newest.set(key, place);
  });
  const superseded: number[] = [];
  let left = 0;
  await scan(db, partition, whole, ([place, key, removal, timestamp]) => {
    if (key === null) return;
    const kept = newest.get(key) === place && (removal === 0 || timestamp > now - REMOVALS_KEPT_MS);
    if (kept || place === placeOf(partition, end - 1)) left += 1;
    else superseded.push(place);
  });
  await deleteAll(db, superseded);
  await db.write('process', () => db.sql('UPDATE partitions SET clean = ?, alive = ? WHERE id = ?').run(whole, left, partition));
};

/** Visits the records before an offset, in order. */
const scan = async (db: Database, partition: number, before: number, visit: (row: Row) => void): Promise<void> => {
  const select = 'SELECT place, key, value IS NULL, timestamp FROM records WHERE place >= ? AND place < ? ORDER BY place LIMIT ?';
  for (let from = 0; ;) {
    const rows = db.rows(select).all(placeOf(partition, from), placeOf(partition, before), CHUNK) as unknown as Row[];
    for (const row of rows) visit(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return;
    from = offsetOf(partition, last[0]) + 1;
    await setImmediate();
  }
};

const BETWEEN_MS = 50_000;

/** All topics, by whoever of those with the file open comes first; or one topic, compacted whatever it pays. */
export const maintain = async (db: Database, topics: readonly Topic[], now: number, only?: string): Promise<void> => {
  if (only === undefined) {
    const { changes } = await db.write('process', () =>
      db.sql('UPDATE maintenance SET at = ? WHERE at NOT BETWEEN ? AND ?').run(now, now - BETWEEN_MS, now));
    if (changes === 0) return;
  }
  for (const topic of topics) {
    if (only !== undefined && topic.name !== only) continue;
    for (let partition = topic.first; partition < topic.first + topic.partitions; partition += 1) {
      if (topic.compacted) await compact(db, topic, partition, now, only !== undefined);
      else if (topic.keptMs !== null) await expire(db, partition, now - topic.keptMs);
    }
  }
};
