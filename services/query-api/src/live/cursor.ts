import { UserFault, badInput } from '../errors.js';

/** Next offset to be handed over of each partition; index = partition. */
export type Positions = readonly number[];

const VERSION = 1;

export const encodeCursor = (topic: string, positions: Positions): string =>
  Buffer.from(JSON.stringify([VERSION, topic, ...positions])).toString('base64url');

const isOffset = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Positions that `encodeCursor` wrote for this topic; anything else is the asker's fault. */
export const decodeCursor = (topic: string, partitions: number, cursor: string): Positions => {
  const fault = badInput(`after: not a cursor of this subscription: ${cursor.slice(0, 80)}`);
  const parts = parse(cursor);
  if (!Array.isArray(parts)) throw fault;
  const [version, of, ...positions] = parts as unknown[];
  if (version !== VERSION || of !== topic || positions.length !== partitions || !positions.every(isOffset)) throw fault;
  return positions;
};

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null; // Not ours; decodeCursor says so.
  }
};

/** Throws `CURSOR_EXPIRED`, with the oldest valid cursor, when something behind `asked` is no longer kept, or when the log never was that long. */
export const checkKept = (topic: string, asked: Positions, kept: { readonly oldest: Positions; readonly ends: Positions }): void => {
  const gone = asked.some((next, partition) => next < (kept.oldest[partition] ?? 0) || next > (kept.ends[partition] ?? 0));
  if (!gone) return;
  throw new UserFault('the cursor is older than what is kept, or of another log: start again from oldestCursor, or query and subscribe with its streamCursor', 'CURSOR_EXPIRED', {
    oldestCursor: encodeCursor(topic, kept.oldest),
  });
};
