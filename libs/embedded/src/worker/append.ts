import { partitionOf } from '@culprit/ports';
import type { Appended, PackedAppend } from '../protocol.js';
import type { Database } from './database.js';
import { placeOf, type Topic, type Topics } from './topics.js';

interface Tail {
  next: number;
  latest: number;
}

const INSERT = 'INSERT INTO records (place, timestamp, key, value, headers) VALUES (?, ?, ?, ?, ?)';

/** Writes a group of calls as one transaction. A call with an unknown topic is refused alone; the others are written. */
export const append = (db: Database, topics: Topics, packed: PackedAppend): Promise<Appended[]> =>
  db.write('disk', () => {
    const tails = new Map<number, Tail>();
    const insert = db.sql(INSERT);
    const results: Appended[] = [];
    let [first, at] = [0, 0];
    for (const count of packed.calls) {
      const calls = packed.topics.slice(first, first + count);
      const unknown = calls.find((name) => topics.find(name) === undefined);
      const partitions = new Int32Array(count);
      const offsets = new Float64Array(count);
      for (let i = 0; i < count; i += 1) {
        const n = first + i;
        const length = packed.lengths[n] ?? -1;
        const start = at;
        at += Math.max(0, length);
        if (unknown !== undefined) continue;
        const topic = topics.find(packed.topics[n] ?? '') as Topic;
        const partition = partitionOf(packed.partitionKeys[n] ?? '', topic.partitions);
        const id = topic.first + partition;
        let tail = tails.get(id);
        if (tail === undefined) tails.set(id, (tail = tailOf(db, id)));
        tail.latest = Math.max(tail.latest, packed.now);
        insert.run(placeOf(id, tail.next), tail.latest, packed.keys[n] ?? null, length < 0 ? null : packed.values.subarray(start, at), packed.headers[n] ?? null);
        partitions[i] = partition;
        offsets[i] = tail.next;
        tail.next += 1;
      }
      results.push(unknown === undefined ? { partitions, offsets } : { refused: `there is no topic ${unknown}: ensureTopics makes it` });
      first += count;
    }
    const update = db.sql('UPDATE partitions SET next = ?, latest = ? WHERE id = ?');
    for (const [id, { next, latest }] of tails) update.run(next, latest, id);
    return results;
  });

const tailOf = (db: Database, id: number): Tail => db.sql('SELECT next, latest FROM partitions WHERE id = ?').get(id) as unknown as Tail;
