import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '../refusal.js';

export interface Lock {
  release(): void;
}

/**
 * Takes a data directory for this process. The lock is the operating system's, held through SQLite: a process that is killed
 * leaves none behind, and no process id can be mistaken for another's.
 */
export const lockDirectory = (directory: string): Lock => {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new Refusal(`The data directory ${directory} (DATA_DIR) cannot be made: ${String(cause)}.`, { cause });
  }
  const owner = join(directory, 'owner');
  const database = new DatabaseSync(join(directory, 'lock.sqlite'));
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!String(cause).includes('locked')) throw new Refusal(`The data directory ${directory} (DATA_DIR) cannot be used: ${String(cause)}.`, { cause });
    throw new Refusal(`The data directory ${directory} (DATA_DIR) is in use by another Culprit${ownerOf(owner)}: stop that one, or set DATA_DIR to a directory of this one's own.`, { cause });
  }
  writeFileSync(owner, String(process.pid));
  return { release: () => database.close() };
};

const ownerOf = (file: string): string => {
  try {
    return ` (process ${readFileSync(file, 'utf8')})`;
  } catch {
    // It has only just taken the lock: who it is stays unsaid.
    return '';
  }
};
