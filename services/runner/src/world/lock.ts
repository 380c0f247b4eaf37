import { DirectoryInUse, lockDirectory, type DirectoryLock } from '@culprit/embedded';
import { Refusal } from '../refusal.js';

/** Takes the data directory for this process, or refuses in words. */
export const takeDataDirectory = (directory: string): DirectoryLock => {
  try {
    return lockDirectory(directory);
  } catch (cause) {
    if (!(cause instanceof DirectoryInUse)) throw new Refusal(`The data directory ${directory} (DATA_DIR) cannot be used: ${String(cause)}.`, { cause });
    const by = cause.owner === undefined ? '' : ` (process ${cause.owner})`;
    throw new Refusal(`The data directory ${directory} (DATA_DIR) is in use by another Culprit${by}: stop that one, or set DATA_DIR to a directory of this one's own.`, { cause });
  }
};
