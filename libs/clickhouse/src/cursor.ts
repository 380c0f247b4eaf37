import { InvalidCursor } from '@culprit/ports';

/** A place in an order, as opaque text. `kind` keeps cursors of one sort of list out of another. */
export const cursorOf = (kind: string, place: readonly (string | number)[]): string => Buffer.from(JSON.stringify([kind, ...place])).toString('base64url');

const read = (cursor: string, kind: string, types: readonly ('string' | 'number')[]): (string | number)[] => {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InvalidCursor(cursor);
  }
  if (!Array.isArray(value) || value[0] !== kind || value.length !== types.length + 1) throw new InvalidCursor(cursor);
  const place: unknown[] = value.slice(1);
  if (!place.every((part, at): part is string | number => typeof part === types[at])) throw new InvalidCursor(cursor);
  return place;
};

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;
/** Before everything, in lists that are newest first: later than any time. */
const NEWEST = { cursorTime: '2299-12-31 23:59:59.999', cursorId: '\u{10FFFF}' };

/** The cursor of a list that is newest first, ties by id. `time` as ClickHouse says it. */
export const timeCursor = (time: string, id: string): string => cursorOf('time', [time, id]);

export const afterTime = (after: string | undefined): { cursorTime: string; cursorId: string } => {
  if (after === undefined) return NEWEST;
  const [time, id] = read(after, 'time', ['string', 'string']);
  if (typeof time !== 'string' || !TIME.test(time)) throw new InvalidCursor(after);
  return { cursorTime: time, cursorId: String(id) };
};

export const serviceCursor = (rank: number, name: string, environment: string): string => cursorOf('service', [rank, name, environment]);
export const afterService = (after: string | undefined): { cursorRank: number; cursorName: string; cursorEnvironment: string } => {
  if (after === undefined) return { cursorRank: -1, cursorName: '', cursorEnvironment: '' };
  const [rank, name, environment] = read(after, 'service', ['number', 'string', 'string']);
  return { cursorRank: Number(rank), cursorName: String(name), cursorEnvironment: String(environment) };
};

export const unmappedCursor = (count: number, provider: string, entity: string): string => cursorOf('unmapped', [count, provider, entity]);
export const afterUnmapped = (after: string | undefined): { cursorCount: number; cursorProvider: string; cursorEntity: string } => {
  if (after === undefined) return { cursorCount: -Number.MAX_SAFE_INTEGER, cursorProvider: '', cursorEntity: '' };
  const [count, provider, entity] = read(after, 'unmapped', ['number', 'string', 'string']);
  return { cursorCount: -Number(count), cursorProvider: String(provider), cursorEntity: String(entity) };
};

/** A page out of one row more than was asked for. */
export const pageOf = <R, T>(rows: readonly R[], first: number, cursor: (row: R) => string, node: (row: R) => T): { items: { cursor: string; node: T }[]; hasNextPage: boolean } => ({
  items: rows.slice(0, first).map((row) => ({ cursor: cursor(row), node: node(row) })),
  hasNextPage: rows.length > first,
});
