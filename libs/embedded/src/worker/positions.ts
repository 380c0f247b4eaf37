import type { Database } from './database.js';
import { endOf } from './fetch.js';
import { offsetOf, placeOf, type Topic } from './topics.js';

const each = <T>({ first, partitions }: Topic, of: (partition: number) => T): T[] => Array.from({ length: partitions }, (_, i) => of(first + i));

/** The first record at or behind an offset: its offset and its time. */
const firstFrom = (db: Database, partition: number, from: number, end: number): readonly [number, number] | undefined => {
  const row = db.rows('SELECT place, timestamp FROM records WHERE place >= ? AND place < ? ORDER BY place LIMIT 1')
    .get(placeOf(partition, from), placeOf(partition, end)) as unknown as [number, number] | undefined;
  return row === undefined ? undefined : [offsetOf(partition, row[0]), row[1]];
};

export const ends = (db: Database, topic: Topic): number[] => each(topic, (partition) => endOf(db, partition));

export const beginnings = (db: Database, topic: Topic): number[] =>
  each(topic, (partition) => {
    const end = endOf(db, partition);
    return firstFrom(db, partition, 0, end)?.[0] ?? end;
  });

/** By halves: times never go back within a partition. */
export const offsetAt = (db: Database, partition: number, time: number): number => {
  let [low, high] = [0, endOf(db, partition)];
  const end = high;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = firstFrom(db, partition, middle, end);
    if (found === undefined || found[1] >= time) high = middle;
    else low = found[0] + 1;
  }
  return firstFrom(db, partition, low, end)?.[0] ?? end;
};

export const offsetsAt = (db: Database, topic: Topic, time: number): number[] => each(topic, (partition) => offsetAt(db, partition, time));

export const committed = (db: Database, topic: Topic, group: string): (number | null)[] =>
  each(topic, (partition) => committedOf(db, group, partition));

export const committedOf = (db: Database, group: string, partition: number): number | null =>
  (db.rows('SELECT next FROM offsets WHERE grp = ? AND partition = ?').get(group, partition) as unknown as [number] | undefined)?.[0] ?? null;
