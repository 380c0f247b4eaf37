import { Glance, GLANCE, NONE, SEVERAL } from '../scoring/glance.js';
import type { Placed } from './placed.js';
import { type Stretch, stretchOf } from './shelf.js';

/** Changes of a service, in stretches of which each is told newest first: good until one comes or goes. */
export interface Run {
  readonly stretches: readonly Stretch[];
  /** How many. */
  readonly count: number;
  /** True: no identity of these leads to another change. False says nothing. */
  apart: boolean;
  /** All of them, once somebody has asked. */
  list: readonly Placed[] | undefined;
}

const NOTHING: readonly Placed[] = [];
export const EMPTY_RUN: Run = { stretches: [], count: 0, apart: true, list: NOTHING };

/** Of these in this order, be it by time or not. */
export const runOf = (list: readonly Placed[], apart = true): Run => ({ stretches: list.length === 0 ? [] : [stretchOf(list)], count: list.length, apart, list });

const listed = ({ stretches }: Run): readonly Placed[] => {
  const list: Placed[] = [];
  for (const { shelf: { placed }, from, to } of stretches) for (let i = to - 1; i >= from; i -= 1) list.push(placed[i] as Placed);
  return list;
};

export const placedOf = (run: Run): readonly Placed[] => (run.list ??= listed(run));

/** One of them, counted through all. */
export const placedAt = ({ stretches }: Run, index: number): Placed | undefined => {
  let left = index;
  for (const { shelf, from, to } of stretches) {
    if (left < to - from) return shelf.placed[to - 1 - left];
    left -= to - from;
  }
  return undefined;
};

const keys: number[] = [];

/** Whether no two of them may share an identity, and none has one that may lead elsewhere, by its key: true is sure. */
export const areApart = ({ stretches }: Run, leads: (key: number) => boolean): boolean => {
  keys.length = 0;
  for (const { shelf: { glances }, from, to } of stretches) {
    for (let at = from; at < to; at += 1) {
      const key = glances === undefined ? SEVERAL : (glances.numbers[at * GLANCE + Glance.identityKey] as number);
      if (key === NONE) continue;
      if (key === SEVERAL || keys.includes(key) || leads(key)) return false;
      keys.push(key);
    }
  }
  return true;
};

/** When the first of them was made, ms; Infinity of none. */
export const oldestOf = ({ stretches }: Run): number => {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { shelf: { times, placed, spread }, from, to } of stretches) {
    for (let at = from; at < to; at += 1) oldest = Math.min(oldest, spread > 0 ? (placed[at] as Placed).occurredAt : (times[at] as number));
  }
  return oldest;
};

/** Those of which something was heard after they occurred. Of most nothing was, and nothing else is looked at. */
export const goneOn = ({ stretches }: Run): readonly Placed[] => {
  let found: Placed[] | undefined;
  for (const { shelf: { times, placed, glances, spread }, from, to } of stretches) {
    for (let at = from; at < to; at += 1) {
      const settledAt = glances === undefined ? (placed[at] as Placed).settledAt : (glances.numbers[at * GLANCE + Glance.settledAt] as number);
      if (settledAt > (spread > 0 ? (placed[at] as Placed).occurredAt : (times[at] as number))) (found ??= []).push(placed[at] as Placed);
    }
  }
  return found ?? NOTHING;
};

/** Whether any of them is on several services: false is sure. */
export const mayBeOnSeveral = ({ stretches }: Run): boolean => {
  for (const { shelf } of stretches) if (shelf.several > 0) return true;
  return false;
};
