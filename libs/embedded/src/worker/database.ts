import { readFileSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

const VERSION = 1;
const BUSY = 5;
const LOCKED = 6;

export const isBusy = (error: unknown): boolean => {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' && [BUSY, LOCKED].includes(code & 0xff);
};

/** The disk has less room than is to be kept free. */
export class OutOfRoom extends Error {
  override readonly name = 'OutOfRoom';
}

/** SQLite could not do it for a reason outside of us: another process, the disk. Not a mistake in what was asked. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof OutOfRoom || (error as { code?: unknown } | null)?.code === 'ERR_SQLITE_ERROR' || typeof (error as { syscall?: unknown } | null)?.syscall === 'string';

/** How durable a transaction is when it has returned: on the disk, or safe from the death of the process only. */
export type Durability = 'disk' | 'process';

/** The file, its prepared statements and its transactions. */
export class Database {
  private readonly db: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private durability: Durability = 'disk';

  constructor(path: string, private readonly writeTimeoutMs: number) {
    // Short: while SQLite itself waits for a lock this thread does nothing else. `write` goes on trying.
    this.db = new DatabaseSync(path, { timeout: 50 });
    this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;');
  }

  async prepare(): Promise<void> {
    await this.write('disk', () => {
      const version = Number(Object.values(this.sql('PRAGMA user_version').get() ?? {})[0]);
      if (version > VERSION) throw new Error(`the file is of a newer version (${version}) than this program (${VERSION})`);
      if (version === VERSION) return;
      this.db.exec(readFileSync(new URL('./schema.sql', import.meta.url), 'utf8'));
      this.db.exec(`PRAGMA user_version = ${VERSION}`);
    });
  }

  /** The prepared statement; rows come as arrays with `rows`. */
  sql(text: string): StatementSync {
    let statement = this.statements.get(text);
    if (statement === undefined) this.statements.set(text, (statement = this.db.prepare(text)));
    return statement;
  }

  rows(text: string): StatementSync {
    const statement = this.sql(`${text} `);
    statement.setReturnArrays(true);
    return statement;
  }

  /** Runs `change` as one transaction, waiting for other processes up to the write timeout without holding this thread up. */
  async write<T>(durability: Durability, change: () => T): Promise<T> {
    const deadline = performance.now() + this.writeTimeoutMs;
    for (;;) {
      try {
        return this.transaction(durability, change);
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }

  /** Writes the file anew without its free pages: cheap when little is left. */
  vacuum(): void {
    this.db.exec('VACUUM');
    this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  private transaction<T>(durability: Durability, change: () => T): T {
    if (durability !== this.durability) {
      this.db.exec(`PRAGMA synchronous = ${durability === 'disk' ? 'FULL' : 'NORMAL'}`);
      this.durability = durability;
    }
    this.sql('BEGIN IMMEDIATE').run();
    try {
      const result = change();
      this.sql('COMMIT').run();
      return result;
    } catch (error) {
      if (this.db.isTransaction) this.sql('ROLLBACK').run();
      throw error;
    }
  }
}
