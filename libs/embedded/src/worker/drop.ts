import { setImmediate } from 'node:timers/promises';
import type { Database } from './database.js';
import { placeOf } from './topics.js';

const CHUNK = 1_000;
/** Free pages that are given back to the disk once nothing is left. */
const WORTH_IT = 4_096;

const pragma = (db: Database, name: 'page_count' | 'freelist_count' | 'page_size'): number =>
  (db.rows(`PRAGMA ${name}`).get() as unknown as [number])[0];

export const usedBytes = (db: Database): number => (pragma(db, 'page_count') - pragma(db, 'freelist_count')) * pragma(db, 'page_size');

/**
 * Lets go of the records of a partition before an offset. Not forced to the disk: after a power cut they are there again. Pages are written over
 * later; a file in which nothing is left shrinks.
 */
export const drop = async (db: Database, partition: number, before: number): Promise<void> => {
  const [from, to] = [placeOf(partition, 0), placeOf(partition, before)];
  for (;;) {
    const { changes } = await db.write('process', () =>
      db.sql('DELETE FROM records WHERE place IN (SELECT place FROM records WHERE place >= ? AND place < ? ORDER BY place LIMIT ?)').run(from, to, CHUNK));
    if (changes < CHUNK) break;
    await setImmediate();
  }
  if (pragma(db, 'freelist_count') > WORTH_IT && db.rows('SELECT 1 FROM records LIMIT 1').get() === undefined) db.vacuum();
};
