import { DirectoryInUse, lockDirectory, type DirectoryLock } from '@culprit/embedded';
import { Refusal } from '../refusal.js';

/** Takes the data directory for this process, or refuses in words. */
export const takeDataDirectory = (directory: string): DirectoryLock => take('data', directory, 'DATA_DIR');

export const takeSpoolDirectory = (directory: string): DirectoryLock => take('spool', directory, 'SPOOL_DIR');

const take = (what: string, directory: string, variable: string): DirectoryLock => {
  try {
    return lockDirectory(directory);
  } catch (cause) {
    if (!(cause instanceof DirectoryInUse)) throw new Refusal(`The ${what} directory ${directory} (${variable}) cannot be used: ${String(cause)}.`, { cause });
    const by = cause.owner === undefined ? '' : ` (process ${cause.owner})`;
    throw new Refusal(`The ${what} directory ${directory} (${variable}) is in use by another Culprit${by}: stop that one, or set ${variable} to a directory of this one's own.`, { cause });
  }
};
