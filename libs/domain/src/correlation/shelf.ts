import { compareText } from '../events/canonical.js';
import { type Glances, putGlance, takeGlance } from '../scoring/glance.js';
import type { Placed } from './placed.js';

/**
 * Changes in order of the time that they are looked for by, then id. Their times stand apart, and so does what the score sees of each at a glance:
 * searching and weighing look at nothing else of most, and mostly wait for memory.
 */
export interface Shelf {
  readonly times: number[];
  readonly placed: Placed[];
  /** Undefined where nobody weighs them. */
  readonly glances: Glances | undefined;
  /** How many of them are on several services, and how many rows are of those that are looked for by several times. */
  several: number;
  spread: number;
  /** How many of them were before the end of the window that was asked for last. */
  last: number;
}

/** Some of a shelf, one after the other: told from the last back to the first. */
export interface Stretch {
  readonly shelf: Shelf;
  readonly from: number;
  /** Excluded. */
  readonly to: number;
}

export const emptyShelf = (glances?: Glances): Shelf => ({ times: [], placed: [], glances, several: 0, spread: 0, last: 0 });

/** As they occurred. */
export const byTime = (a: Placed, b: Placed): number => a.occurredAt - b.occurredAt || compareText(a.change.id, b.change.id);

/** The same of rows that are looked for by other times than when they occurred. */
export const order = (a: Placed, atA: number, b: Placed, atB: number): number => atA - atB || compareText(a.change.id, b.change.id);

/** How many are before this instant, or at it. Mostly the end is asked for. */
export const until = ({ times }: Shelf, time: number, orAt: boolean): number => {
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

const count = (shelf: Shelf, { services, instants }: Placed, by: 1 | -1): void => {
  if (services.length > 1) shelf.several += by;
  if (instants !== undefined) shelf.spread += by;
};

export const insert = (shelf: Shelf, one: Placed, time: number): void => {
  const { times, placed, glances } = shelf;
  count(shelf, one, 1);
  const last = placed.length - 1;
  if (last < 0 || order(placed[last] as Placed, times[last] as number, one, time) <= 0) {
    times.push(time);
    placed.push(one);
    if (glances !== undefined) putGlance(glances, one, last + 1);
    return;
  }
  let at = until(shelf, time, false);
  while (at < placed.length && order(placed[at] as Placed, times[at] as number, one, time) < 0) at += 1;
  times.splice(at, 0, time);
  placed.splice(at, 0, one);
  if (glances !== undefined) putGlance(glances, one, at);
};

export const remove = (shelf: Shelf, one: Placed, time: number): void => {
  const { times, placed, glances } = shelf;
  for (let at = until(shelf, time, false); at < placed.length; at += 1) {
    if (placed[at] !== one) continue;
    count(shelf, one, -1);
    times.splice(at, 1);
    placed.splice(at, 1);
    if (glances !== undefined) takeGlance(glances, at);
    return;
  }
};

/** Whether so many are before this instant or at it. */
const isUpTo = (times: readonly number[], time: number, count: number): boolean =>
  count <= times.length && (count === 0 || (times[count - 1] as number) <= time) && (count === times.length || (times[count] as number) > time);

/** How many are before this instant or at it: mostly as many as when last asked, or one more. */
export const upTo = (shelf: Shelf, time: number): number => {
  const { times, last } = shelf;
  if (isUpTo(times, time, last)) return last;
  shelf.last = isUpTo(times, time, last + 1) ? last + 1 : until(shelf, time, true);
  return shelf.last;
};

/** A shelf of these alone, which come newest first, be it by time or not. */
export const stretchOf = (newestFirst: readonly Placed[]): Stretch => {
  const shelf = emptyShelf();
  for (const one of newestFirst.toReversed()) {
    count(shelf, one, 1);
    shelf.times.push(one.occurredAt);
    shelf.placed.push(one);
  }
  return { shelf, from: 0, to: newestFirst.length };
};
