import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface DirectoryLock {
  release(): void;
}

/** Another process holds the directory; `owner` is its process id, where it could be read. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse';
  constructor(readonly directory: string, readonly owner: string | undefined, options: ErrorOptions) {
    super(`${directory} is in use by another process${owner === undefined ? '' : ` (${owner})`}`, options);
  }
}

/**
 * Takes a directory for this process, making it when missing. The lock is the operating system's, held through SQLite: a process that is
 * killed leaves none behind, and no process id can be mistaken for another's. Throws `DirectoryInUse`, or what the disk says.
 */
export const lockDirectory = (directory: string): DirectoryLock => {
  mkdirSync(directory, { recursive: true });
  const owner = join(directory, 'owner');
  const database = new DatabaseSync(join(directory, 'lock.sqlite'));
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    writeFileSync(owner, String(process.pid));
  } catch (cause) {
    database.close();
    if (!String(cause).includes('locked')) throw cause;
    throw new DirectoryInUse(directory, read(owner), { cause });
  }
  return { release: () => database.close() };
};

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It has only just taken the lock: who it is stays unsaid.
    return undefined;
  }
};
