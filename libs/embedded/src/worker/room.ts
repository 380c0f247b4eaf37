import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { OutOfRoom } from './database.js';

/** A disk that is filled to its last block cannot even be cleaned up: what is deleted is written down first. Throws when less than this is free. */
export const demandRoom = (path: string, bytes: number): void => {
  const { bavail, bsize } = statfsSync(dirname(path));
  const free = bavail * bsize;
  if (free < bytes) throw new OutOfRoom(`the disk has only ${free} bytes left`);
};
