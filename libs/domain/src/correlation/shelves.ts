import { compareText } from '../events/canonical.js';
import type { Window } from './candidates.js';
import type { Placed } from './placed.js';

/** Changes in order of time, then id. Their times stand apart: searching looks at nothing else. */
interface Shelf {
  readonly times: number[];
  readonly placed: Placed[];
  /** How many of them were before the end of the window that was asked for last. */
  last: number;
}

/** The newest of a window, of each sort newest first; the same object as long as it is the same answer. */
export interface Kept {
  readonly placed: readonly Placed[];
  /** What has been found out of them, and as of what: the asker's. */
  apart: boolean;
  apartAsOf: number;
  readonly newest: number;
  /** Windows that end from the first to before the second of these, and begin after the third up to the fourth, give the same. */
  readonly ends: number;
  readonly endsBefore: number;
  readonly beginsAfter: number;
  readonly begins: number;
}

/** A shelf for each sort, and what was lately asked of them. */
interface Room {
  readonly shelves: readonly Shelf[];
  kept: Kept[];
}

/** Shelves by the environment that a change says or none (`''`), then by a name, then by sort. */
export interface Shelves {
  /** `at`: when it is looked for, as often as it is put; when it occurred, unless it is said. */
  put(name: string, placed: Placed, at?: number): void;
  take(name: string, placed: Placed, at?: number): void;
  newest(name: string, window: Window): Kept;
  count(name: string, window: Pick<Window, 'environment' | 'from' | 'to'>): number;
  has(name: string): boolean;
}

const NONE: Kept = { placed: [], apart: true, apartAsOf: Infinity, newest: 0, ends: 0, endsBefore: 0, beginsAfter: 0, begins: 0 };
const EMPTY: Shelf = { times: [], placed: [], last: 0 };
/** Asked of a service are the newest few, and the newest one alone. */
const MOST_KEPT = 2;

export const byTime = (a: Placed, b: Placed): number => a.occurredAt - b.occurredAt || compareText(a.change.id, b.change.id);

/** How many are before this instant, or at it. Mostly the end is asked for. */
const until = (times: readonly number[], time: number, orAt: boolean): number => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = times[middle] as number;
    if (at < time || (orAt && at === time)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** By time, then id. */
const order = (a: Placed, atA: number, b: Placed, atB: number): number => atA - atB || compareText(a.change.id, b.change.id);

const insert = ({ times, placed }: Shelf, one: Placed, time: number): void => {
  const last = placed.length - 1;
  if (last < 0 || order(placed[last] as Placed, times[last] as number, one, time) <= 0) {
    times.push(time);
    placed.push(one);
    return;
  }
  let at = until(times, time, false);
  while (at < placed.length && order(placed[at] as Placed, times[at] as number, one, time) < 0) at += 1;
  times.splice(at, 0, time);
  placed.splice(at, 0, one);
};

const remove = ({ times, placed }: Shelf, one: Placed, time: number): void => {
  for (let at = until(times, time, false); at < placed.length; at += 1) {
    if (placed[at] !== one) continue;
    times.splice(at, 1);
    placed.splice(at, 1);
    return;
  }
};

/** Whether so many are before this instant or at it. */
const isUpTo = (times: readonly number[], time: number, count: number): boolean =>
  count <= times.length && (count === 0 || (times[count - 1] as number) <= time) && (count === times.length || (times[count] as number) > time);

/** How many are before this instant or at it: mostly as many as when last asked, or one more. */
const upTo = (shelf: Shelf, time: number): number => {
  const { times, last } = shelf;
  if (isUpTo(times, time, last)) return last;
  shelf.last = isUpTo(times, time, last + 1) ? last + 1 : until(times, time, true);
  return shelf.last;
};

/** What is being looked up: copied when it is all there, as a list that grows is larger than it need be. */
const found: Placed[] = [];

/** The newest of the shelves of a room and of one for any environment, and for which other windows that is the answer too. */
const lookUp = (room: Room, anywhere: Room | undefined, { from, to, newest }: Window): Kept => {
  let ends = Number.NEGATIVE_INFINITY;
  let endsBefore = Number.POSITIVE_INFINITY;
  let beginsAfter = Number.NEGATIVE_INFINITY;
  let begins = Number.POSITIVE_INFINITY;
  found.length = 0;
  for (let sort = 0; sort < room.shelves.length; sort++) {
    const a = room.shelves[sort] as Shelf;
    const b = anywhere === undefined ? EMPTY : (anywhere.shelves[sort] as Shelf);
    if (a.times.length + b.times.length === 0) continue;
    let i = upTo(a, to);
    let j = b === EMPTY ? 0 : upTo(b, to);
    if (i < a.times.length) endsBefore = Math.min(endsBefore, a.times[i] as number);
    if (j < b.times.length) endsBefore = Math.min(endsBefore, b.times[j] as number);
    if (i > 0) ends = Math.max(ends, a.times[i - 1] as number);
    if (j > 0) ends = Math.max(ends, b.times[j - 1] as number);
    for (let count = 0; count < newest && i + j > 0; count++) {
      const isA = j === 0 || (i > 0 && order(a.placed[i - 1] as Placed, a.times[i - 1] as number, b.placed[j - 1] as Placed, b.times[j - 1] as number) >= 0);
      const at = (isA ? a.times[i - 1] : b.times[j - 1]) as number;
      if (at < from) {
        beginsAfter = Math.max(beginsAfter, at);
        break;
      }
      const one = (isA ? a.placed[--i] : b.placed[--j]) as Placed;
      if (one.instants !== undefined && found.includes(one)) {
        count -= 1;
        continue;
      }
      begins = Math.min(begins, at);
      found.push(one);
    }
  }
  return { placed: found.slice(), apart: false, apartAsOf: -1, newest, ends, endsBefore, beginsAfter, begins };
};

export const createShelves = (sorts: number, sortOf: (placed: Placed) => number = () => 0): Shelves => {
  const all = new Map<string, Map<string, Room>>();
  const anywhere = new Map<string, Room>();
  all.set('', anywhere);
  /** What names no environment is in the answer of every one. */
  const changed = (name: string, environment: string, room: Room): void => {
    room.kept.length = 0;
    if (environment === '') for (const rooms of all.values()) rooms.get(name)?.kept.splice(0);
  };
  const shelfOf = (room: Room, placed: Placed): Shelf => room.shelves[sortOf(placed)] as Shelf;
  return {
    put: (name, placed, at = placed.occurredAt) => {
      const environment = placed.change.environment ?? '';
      let rooms = all.get(environment);
      if (rooms === undefined) all.set(environment, (rooms = new Map<string, Room>()));
      let room = rooms.get(name);
      if (room === undefined) rooms.set(name, (room = { shelves: Array.from({ length: sorts }, () => ({ times: [], placed: [], last: 0 })), kept: [] }));
      insert(shelfOf(room, placed), placed, at);
      changed(name, environment, room);
    },
    take: (name, placed, at = placed.occurredAt) => {
      const environment = placed.change.environment ?? '';
      const rooms = all.get(environment);
      const room = rooms?.get(name);
      if (rooms === undefined || room === undefined) return;
      remove(shelfOf(room, placed), placed, at);
      changed(name, environment, room);
      if (room.shelves.every((shelf) => shelf.placed.length === 0)) rooms.delete(name);
    },
    newest: (name, window) => {
      const everywhere = anywhere.get(name);
      const room = all.get(window.environment)?.get(name) ?? everywhere;
      if (room === undefined) return NONE;
      const { from, to, newest } = window;
      for (const kept of room.kept) if (kept.newest === newest && to >= kept.ends && to < kept.endsBefore && from > kept.beginsAfter && from <= kept.begins) return kept;
      const found = lookUp(room, everywhere === room ? undefined : everywhere, window);
      const before = room.kept.findIndex((kept) => kept.newest === newest);
      if (before >= 0) room.kept[before] = found;
      else if (room.kept.length < MOST_KEPT) room.kept.push(found);
      else room.kept[0] = found;
      return found;
    },
    count: (name, { environment, from, to }) => {
      const rooms = new Set([all.get(environment)?.get(name), anywhere.get(name)]);
      let sum = 0;
      for (const room of rooms) for (const { times } of room?.shelves ?? []) sum += until(times, to, true) - until(times, from, false);
      return sum;
    },
    has: (name) => {
      for (const rooms of all.values()) if (rooms.has(name)) return true;
      return false;
    },
  };
};
