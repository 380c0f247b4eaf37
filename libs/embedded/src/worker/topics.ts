import type { TopicSpec } from '@culprit/domain';
import type { TopicInfo } from '../protocol.js';
import type { Database } from './database.js';

export interface Topic extends TopicInfo {
  readonly compacted: boolean;
  readonly keptMs: number | null;
}

interface Row {
  name: string;
  first: number;
  partitions: number;
  compacted: number;
  kept_ms: number | null;
}

const OFFSETS = 2 ** 36;

/** Where a record stands in the one table of records. */
export const placeOf = (partition: number, offset: number): number => partition * OFFSETS + offset;
export const offsetOf = (partition: number, place: number): number => place - partition * OFFSETS;

/** Topics by name. They are never removed and never change their partitions, so what was seen once holds. */
export class Topics {
  private readonly known = new Map<string, Topic>();

  constructor(private readonly db: Database) {}

  get(name: string): Topic {
    const topic = this.find(name);
    if (topic === undefined) throw new Error(`there is no topic ${name}: ensureTopics makes it`);
    return topic;
  }

  find(name: string): Topic | undefined {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const row = this.db.sql('SELECT * FROM topics WHERE name = ?').get(name) as Row | undefined;
    if (row === undefined) return undefined;
    return this.remember(row);
  }

  all(): Topic[] {
    return (this.db.sql('SELECT * FROM topics ORDER BY name').all() as unknown as Row[]).map((row) => this.remember(row));
  }

  async ensure(specs: readonly TopicSpec[]): Promise<void> {
    this.known.clear();
    await this.db.write('disk', () => {
      for (const { name, partitions, compacted, keptMs = null } of specs) {
        const change = this.db.sql('UPDATE topics SET compacted = ?, kept_ms = ? WHERE name = ?').run(Number(compacted), keptMs, name);
        if (change.changes > 0) continue;
        const next = this.db.sql('SELECT coalesce(max(first + partitions), 1) AS next FROM topics').get()?.['next'] as number;
        this.db.sql('INSERT INTO topics (name, first, partitions, compacted, kept_ms) VALUES (?, ?, ?, ?, ?)').run(name, next, partitions, Number(compacted), keptMs);
        for (let i = 0; i < partitions; i += 1) this.db.sql('INSERT INTO partitions (id) VALUES (?)').run(next + i);
      }
    });
  }

  private remember({ name, first, partitions, compacted, kept_ms: keptMs }: Row): Topic {
    const topic = { name, first, partitions, compacted: compacted === 1, keptMs };
    this.known.set(name, topic);
    return topic;
  }
}
