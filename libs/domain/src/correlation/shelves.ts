import { compareText } from '../events/canonical.js';
import type { Window } from './candidates.js';
import type { Placed } from './placed.js';

/** Changes in order of time, then id. Their times stand apart: searching looks at nothing else. */
interface Shelf {
  readonly times: number[];
  readonly placed: Placed[];
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

/** Shelves by a name, then by the environment that a change says or none (`''`), then by sort. */
export interface Shelves {
  put(name: string, placed: Placed): void;
  take(name: string, placed: Placed): void;
  newest(name: string, window: Window): Kept;
  count(name: string, window: Pick<Window, 'environment' | 'from' | 'to'>): number;
  has(name: string): boolean;
}

const NONE: Kept = { placed: [], apart: true, apartAsOf: Infinity, newest: 0, ends: 0, endsBefore: 0, beginsAfter: 0, begins: 0 };
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

const insert = ({ times, placed }: Shelf, one: Placed): void => {
  const last = placed[placed.length - 1];
  if (last === undefined || byTime(last, one) <= 0) {
    times.push(one.occurredAt);
    placed.push(one);
    return;
  }
  let at = until(times, one.occurredAt, false);
  while (at < placed.length && byTime(placed[at] as Placed, one) < 0) at += 1;
  times.splice(at, 0, one.occurredAt);
  placed.splice(at, 0, one);
};

const remove = ({ times, placed }: Shelf, one: Placed): void => {
  for (let at = until(times, one.occurredAt, false); at < placed.length; at += 1) {
    if (placed[at] !== one) continue;
    times.splice(at, 1);
    placed.splice(at, 1);
    return;
  }
};

/** The newest of the shelves of these rooms, and for which other windows that is the answer too. */
const lookUp = (rooms: readonly Room[], sorts: number, { from, to, newest }: Window): Kept => {
  const found: Placed[] = [];
  let [ends, endsBefore, beginsAfter, begins] = [-Infinity, Infinity, -Infinity, Infinity];
  for (let sort = 0; sort < sorts; sort++) {
    const [a, b] = [rooms[0]?.shelves[sort], rooms[1]?.shelves[sort]];
    let i = a === undefined ? 0 : until(a.times, to, true);
    let j = b === undefined ? 0 : until(b.times, to, true);
    endsBefore = Math.min(endsBefore, a?.times[i] ?? Infinity, b?.times[j] ?? Infinity);
    ends = Math.max(ends, a?.times[i - 1] ?? -Infinity, b?.times[j - 1] ?? -Infinity);
    for (let count = 0; count < newest; count++) {
      const [x, y] = [a?.placed[i - 1], b?.placed[j - 1]];
      const next = x === undefined || (y !== undefined && byTime(x, y) < 0) ? y : x;
      if (next === undefined) break;
      if (next.occurredAt < from) {
        beginsAfter = Math.max(beginsAfter, next.occurredAt);
        break;
      }
      begins = Math.min(begins, next.occurredAt);
      found.push(next);
      if (next === x) i -= 1;
      else j -= 1;
    }
  }
  return { placed: found, apart: false, apartAsOf: -1, newest, ends, endsBefore, beginsAfter, begins };
};

export const createShelves = (sorts: number, sortOf: (placed: Placed) => number = () => 0): Shelves => {
  const all = new Map<string, Map<string, Room>>();
  /** What names no environment is in the answer of every one. */
  const changed = (rooms: ReadonlyMap<string, Room>): void => {
    for (const room of rooms.values()) if (room.kept.length > 0) room.kept = [];
  };
  const roomOf = (rooms: Map<string, Room>, environment: string): Room => {
    const known = rooms.get(environment);
    if (known !== undefined) return known;
    const room: Room = { shelves: Array.from({ length: sorts }, () => ({ times: [], placed: [] })), kept: [] };
    rooms.set(environment, room);
    return room;
  };
  const shelfOf = (room: Room, placed: Placed): Shelf => room.shelves[sortOf(placed)] as Shelf;
  return {
    put: (name, placed) => {
      let rooms = all.get(name);
      if (rooms === undefined) all.set(name, (rooms = new Map<string, Room>()));
      insert(shelfOf(roomOf(rooms, placed.change.environment ?? ''), placed), placed);
      changed(rooms);
    },
    take: (name, placed) => {
      const rooms = all.get(name);
      const environment = placed.change.environment ?? '';
      const room = rooms?.get(environment);
      if (rooms === undefined || room === undefined) return;
      remove(shelfOf(room, placed), placed);
      changed(rooms);
      if (room.shelves.some((shelf) => shelf.placed.length > 0)) return;
      rooms.delete(environment);
      if (rooms.size === 0) all.delete(name);
    },
    newest: (name, window) => {
      const rooms = all.get(name);
      const room = rooms?.get(window.environment) ?? rooms?.get('');
      if (rooms === undefined || room === undefined) return NONE;
      const { from, to, newest } = window;
      for (const kept of room.kept) if (kept.newest === newest && to >= kept.ends && to < kept.endsBefore && from > kept.beginsAfter && from <= kept.begins) return kept;
      const anywhere = rooms.get('');
      const found = lookUp(anywhere === undefined || anywhere === room ? [room] : [room, anywhere], sorts, window);
      room.kept = [found, ...room.kept.filter((kept) => kept.newest !== newest)].slice(0, MOST_KEPT);
      return found;
    },
    count: (name, { environment, from, to }) => {
      const rooms = all.get(name);
      let sum = 0;
      for (const room of [rooms?.get(environment), rooms?.get('')]) for (const { times } of room?.shelves ?? []) sum += until(times, to, true) - until(times, from, false);
      return sum;
    },
    has: (name) => all.has(name),
  };
};
