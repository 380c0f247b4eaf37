import type { Database } from './database.js';
import { migrations, type Migration } from './sql.js';

/** Those not applied yet; refuses a schema that is newer than this program. */
export const missing = (known: readonly Migration[], applied: readonly number[]): Migration[] => {
  const newest = known.at(-1)?.version ?? 0;
  const stored = Math.max(0, ...applied);
  if (stored > newest) {
    throw new Error(`the read store has schema ${stored}, this Culprit knows up to ${newest}: start a newer Culprit, or drop the store and let it be rebuilt from the log`);
  }
  return known.filter((m) => !applied.includes(m.version));
};

/**
 * Brings the schema up to date. Safe when several processes start at once: every statement of a migration may run twice, and that a
 * migration is done is noted after its statements.
 */
export const migrate = async (db: Database): Promise<void> => {
  await db.command('CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name String, applied_at DateTime DEFAULT now()) ENGINE = ReplacingMergeTree ORDER BY version');
  const applied = await db.rows<{ version: number }>('SELECT DISTINCT version FROM schema_migrations ORDER BY version');
  for (const { version, name, statements } of missing(migrations(), applied.map((m) => m.version))) {
    for (const statement of statements) await db.command(statement);
    await db.insert('schema_migrations', [{ version, name }], (row) => row);
  }
};
