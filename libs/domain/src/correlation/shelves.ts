import type { Rules } from './rules.js';
import { emptyGlances } from '../scoring/glance.js';
import type { Window } from './candidates.js';
import type { Placed } from './placed.js';
import { EMPTY_RUN, type Run } from './run.js';
import { emptyShelf, insert, order, remove, type Shelf, type Stretch, stretchOf, until, upTo } from './shelf.js';

/** A shelf for each sort. */
type Room = readonly Shelf[];

/** What of one name there is: of each environment, and of none. */
interface House {
  readonly rooms: Map<string, Room>;
  anywhere: Room | undefined;
  /** Of what was asked last: mostly all ask of one. */
  environment: string;
  room: Room | undefined;
}

type Span = Pick<Window, 'environment' | 'from' | 'to'>;

/** Shelves by a name, then by the environment that a change says or none, then by sort. */
export interface Shelves {
  /** `at`: when it is looked for, as often as it is put; when it occurred, unless it is said. */
  put(name: string, placed: Placed, at?: number): void;
  take(name: string, placed: Placed, at?: number): void;
  /** The newest of a window, of each sort newest first. */
  newest(name: string, window: Window): Run;
  /** Adds those of a window to a list, in no order; what is looked for by several times, as often as these are in it. */
  within(name: string, span: Span, found: Placed[]): void;
  count(name: string, span: Span): number;
  has(name: string): boolean;
  /** In no order. */
  names(): Iterable<string>;
}

const EMPTY = emptyShelf();

/** The newest of two shelves, the one being for any environment: so many at most, from this instant on, each once. */
const both = (a: Shelf, i: number, b: Shelf, j: number, from: number, newest: number): Stretch => {
  const found: Placed[] = [];
  while (found.length < newest && i + j > 0) {
    const isA = j === 0 || (i > 0 && order(a.placed[i - 1] as Placed, a.times[i - 1] as number, b.placed[j - 1] as Placed, b.times[j - 1] as number) >= 0);
    if (((isA ? a.times[i - 1] : b.times[j - 1]) as number) < from) break;
    const one = (isA ? a.placed[i - 1] : b.placed[j - 1]) as Placed;
    if (one.instants === undefined || !found.includes(one)) found.push(one);
    if (isA) i -= 1;
    else j -= 1;
  }
  return stretchOf(found);
};

const oneOf = (shelf: Shelf, to: number, from: number, newest: number): Stretch => {
  const least = Math.max(0, to - newest);
  let first = to;
  while (first > least && (shelf.times[first - 1] as number) >= from) first -= 1;
  return { shelf, from: first, to };
};

/** The newest of the shelves of a room and of one for any environment. */
const lookUp = (room: Room, anywhere: Room | undefined, { from, to, newest }: Window): Run => {
  let count = 0;
  const stretches: Stretch[] = [];
  for (let sort = 0; sort < room.length; sort++) {
    const a = room[sort] as Shelf;
    const b = anywhere === undefined ? EMPTY : (anywhere[sort] as Shelf);
    const i = a.times.length === 0 ? 0 : upTo(a, to);
    const j = b.times.length === 0 ? 0 : upTo(b, to);
    if (i + j === 0) continue;
    const isPlain = a.spread + b.spread === 0;
    const stretch = isPlain && j === 0 ? oneOf(a, i, from, newest) : isPlain && i === 0 ? oneOf(b, j, from, newest) : both(a, i, b, j, from, newest);
    if (stretch.to === stretch.from) continue;
    count += stretch.to - stretch.from;
    stretches.push(stretch);
  }
  return count === 0 ? EMPTY_RUN : { stretches, count, apart: false, list: undefined };
};

const addWithin = (room: Room, { from, to }: Span, found: Placed[]): void => {
  for (const shelf of room) {
    const { times, placed } = shelf;
    if (times.length === 0 || (times[times.length - 1] as number) < from) continue;
    // mostly it begins where another window ended
    for (let i = upTo(shelf, Math.ceil(from) - 1); i < times.length && (times[i] as number) <= to; i += 1) found.push(placed[i] as Placed);
  }
};

/** `score`: by which those on the shelves will mostly be weighed, if they are. */
export const createShelves = (sorts: number, sortOf: (placed: Placed) => number = () => 0, score?: Rules['score']): Shelves => {
  const all = new Map<string, House>();
  const emptyRoom = (): Room => Array.from({ length: sorts }, (_, sort) => emptyShelf(score === undefined ? undefined : emptyGlances(score, sort)));
  const roomIn = (house: House, environment: string): Room | undefined => {
    if (house.environment === environment) return house.room;
    house.environment = environment;
    return (house.room = house.rooms.get(environment));
  };
  const roomsOf = (name: string, environment: string): readonly Room[] => {
    const house = all.get(name);
    if (house === undefined) return [];
    const room = roomIn(house, environment);
    return [...(room === undefined ? [] : [room]), ...(house.anywhere === undefined ? [] : [house.anywhere])];
  };
  const isEmpty = (room: Room): boolean => room.every(({ placed }) => placed.length === 0);
  return {
    put: (name, placed, at = placed.occurredAt) => {
      const { environment } = placed.change;
      let house = all.get(name);
      if (house === undefined) all.set(name, (house = { rooms: new Map(), anywhere: undefined, environment: '', room: undefined }));
      let room = environment === undefined ? house.anywhere : roomIn(house, environment);
      if (room === undefined) {
        room = emptyRoom();
        if (environment === undefined) house.anywhere = room;
        else house.rooms.set(environment, (house.room = room));
      }
      insert(room[sortOf(placed)] as Shelf, placed, at);
    },
    take: (name, placed, at = placed.occurredAt) => {
      const { environment } = placed.change;
      const house = all.get(name);
      const room = house === undefined ? undefined : environment === undefined ? house.anywhere : roomIn(house, environment);
      if (house === undefined || room === undefined) return;
      remove(room[sortOf(placed)] as Shelf, placed, at);
      if (!isEmpty(room)) return;
      if (environment === undefined) house.anywhere = undefined;
      else {
        house.rooms.delete(environment);
        house.room = undefined;
      }
      if (house.rooms.size === 0 && house.anywhere === undefined) all.delete(name);
    },
    newest: (name, window) => {
      const house = all.get(name);
      if (house === undefined) return EMPTY_RUN;
      const room = roomIn(house, window.environment);
      if (room !== undefined) return lookUp(room, house.anywhere, window);
      return house.anywhere === undefined ? EMPTY_RUN : lookUp(house.anywhere, undefined, window);
    },
    within: (name, span, found) => {
      const house = all.get(name);
      if (house === undefined) return;
      const room = roomIn(house, span.environment);
      if (room !== undefined) addWithin(room, span, found);
      if (house.anywhere !== undefined) addWithin(house.anywhere, span, found);
    },
    count: (name, { environment, from, to }) => {
      let sum = 0;
      for (const room of roomsOf(name, environment)) for (const shelf of room) sum += until(shelf, to, true) - until(shelf, from, false);
      return sum;
    },
    has: (name) => all.has(name),
    names: () => all.keys(),
  };
};
