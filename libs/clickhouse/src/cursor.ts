import { InvalidCursor } from '@culprit/ports';

/** The sorts of lists; a place in one says nothing in another. */
const lists = ['changes', 'alerts', 'incidents', 'timeline', 'services', 'unmapped'] as const;
type List = (typeof lists)[number];

/** A place in an order, as opaque text. */
const cursorOf = (list: List, place: readonly (string | number)[]): string => Buffer.from(JSON.stringify([list, ...place])).toString('base64url');

const read = (cursor: string, list: List, types: readonly ('string' | 'number')[]): (string | number)[] => {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InvalidCursor(cursor);
  }
  if (!Array.isArray(value) || value.length === 0) throw new InvalidCursor(cursor);
  const [of, ...place] = value as unknown[];
  if (of !== list) throw lists.includes(of as List) ? new InvalidCursor(cursor, `a cursor of ${String(of)}, not of ${list}`) : new InvalidCursor(cursor);
  const fits = place.length === types.length && place.every((part, at) => typeof part === types[at] && (typeof part !== 'number' || Number.isSafeInteger(part)));
  if (!fits) throw new InvalidCursor(cursor);
  return place as (string | number)[];
};

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;
/** Before everything, in lists that are newest first: later than any time. */
const NEWEST = { cursorTime: '2299-12-31 23:59:59.999', cursorId: '\u{10FFFF}' };

/** The cursor of a list that is newest first, ties by id. `time` as ClickHouse says it. */
export const timeCursor = (list: List, time: string, id: string): string => cursorOf(list, [time, id]);

export const afterTime = (list: List, after: string | undefined): { cursorTime: string; cursorId: string } => {
  if (after === undefined) return NEWEST;
  const [time, id] = read(after, list, ['string', 'string']);
  if (typeof time !== 'string' || !TIME.test(time) || Number.isNaN(Date.parse(`${time.replace(' ', 'T')}Z`))) throw new InvalidCursor(after);
  return { cursorTime: time, cursorId: String(id) };
};

export const serviceCursor = (rank: number, name: string, environment: string): string => cursorOf('services', [rank, name, environment]);
export const afterService = (after: string | undefined): { cursorRank: number; cursorName: string; cursorEnvironment: string } => {
  if (after === undefined) return { cursorRank: -1, cursorName: '', cursorEnvironment: '' };
  const [rank, name, environment] = read(after, 'services', ['number', 'string', 'string']);
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
