import type { Placed } from '../correlation/placed.js';
import type { Rules } from '../correlation/rules.js';
import type { Likeness } from './likeness.js';
import { type Memory, remember } from './memory.js';
import { keyOf } from './mentions.js';

type Score = Rules['score'];

/** What weighing changes of one sort by themselves mostly needs, as numbers beside one another, worked out when they come: of nearly all nothing else is looked at. */
export interface Glances {
  readonly by: Score;
  readonly sort: number;
  /** `GLANCE` numbers a change, in the order of `Glance`. */
  readonly numbers: number[];
  /** Undefined: some signal is to be asked of it, whatever the incident. */
  readonly likenesses: (Likeness | undefined)[];
}

/** Where a number stands: as of `Placed`, what it may be joined by, what it weighs by itself, in millionths of log-odds, and by what it may be named. */
export const Glance = { settledAt: 0, identityKey: 1, micros: 2, nameKey: 3 } as const;
export const GLANCE = 4;

/** In place of a key, which is none of these: there is none, or there are several. */
export const NONE = -1;
export const SEVERAL = -2;

export const emptyGlances = (by: Score, sort: number): Glances => ({ by, sort, numbers: [], likenesses: [] });

/** FNV-1a. */
export const keyOfIdentity = (identity: string): number => {
  let key = 0x811c9dc5;
  for (let i = 0; i < identity.length; i += 1) key = Math.imul(key ^ identity.charCodeAt(i), 0x01000193);
  return key & 0x3fffffff;
};

/** What nobody saw is looked at as if it had several. */
const identityKeyOf = ({ identities, settledAt }: Placed): number => {
  if (settledAt === Number.POSITIVE_INFINITY) return SEVERAL;
  if (identities === undefined) return NONE;
  return identities.length > 1 ? SEVERAL : keyOfIdentity(identities[0] as string);
};

const nameKeyOf = (names: readonly string[]): number => (names.length === 0 ? NONE : names.length > 1 ? SEVERAL : keyOf(names[0] as string));

/** What cannot be weighed is found out when it is asked for. */
const remembered = (placed: Placed, by: Score): Memory | undefined => {
  try {
    return remember(placed, by);
  } catch {
    return undefined;
  }
};

/** A change comes to this place of the shelf. */
export const putGlance = ({ by, numbers, likenesses }: Glances, placed: Placed, at: number): void => {
  const memory = remembered(placed, by);
  const identity = identityKeyOf(placed);
  const micros = memory?.micros ?? 0;
  const name = memory === undefined ? SEVERAL : nameKeyOf(memory.names);
  const likeness = memory === undefined || memory.lookers.asks ? undefined : memory.likeness;
  if (at === likenesses.length) {
    numbers.push(placed.settledAt, identity, micros, name);
    likenesses.push(likeness);
    return;
  }
  numbers.splice(at * GLANCE, 0, placed.settledAt, identity, micros, name);
  likenesses.splice(at, 0, likeness);
};

/** One goes. */
export const takeGlance = ({ numbers, likenesses }: Glances, at: number): void => {
  numbers.splice(at * GLANCE, GLANCE);
  likenesses.splice(at, 1);
};
