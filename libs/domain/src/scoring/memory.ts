import type { Candidate } from '../correlation/candidates.js';
import type { Placed } from '../correlation/placed.js';
import type { Rules } from '../correlation/rules.js';
import type { Change } from '../events/change.js';
import { micros } from './round.js';
import type { Signal } from './signal.js';
import { ofBoth, ofChange } from './signals/index.js';
import { namesOf } from './signals/named.js';

type Score = Rules['score'];

/** What changes have in common that weigh the same wherever they are: a few for millions of changes. */
export interface Likeness {
  /** Counted from 0. */
  readonly index: number;
  /** Who weighs them the same in one place. */
  readonly signals: readonly Signal[];
  /** Who may have something to say of each, but for time. */
  readonly ofEach: readonly Signal[];
}

/** What the changes of a candidate are to the score, whatever the incident. */
export interface Memory {
  readonly by: Score;
  /** What they weigh, in millionths of log-odds. */
  readonly micros: number;
  readonly names: readonly string[];
  readonly likeness: Likeness;
}

const NO_NAMES: readonly string[] = [];
const likenesses = new WeakMap<Score, Map<string, Likeness>>();

const known = (score: Score): Map<string, Likeness> => {
  const of = likenesses.get(score) ?? new Map<string, Likeness>();
  likenesses.set(score, of);
  return of;
};

/** How many there may be of any score known so far. */
export const likenessesOf = (score: Score): number => known(score).size;

/** Undefined: of changes that are one candidate together every signal is asked. */
const likenessOf = (alone: Change | undefined, score: Score): Likeness => {
  let name = '';
  ofBoth.forEach((signal, i) => {
    if (alone === undefined) name += `${i} `;
    else if (signal.isSilentOn?.(alone) !== true) name += signal.looksAt === undefined ? `${i} ` : `${i}=${JSON.stringify(signal.looksAt(alone))} `;
  });
  const all = known(score);
  const found = all.get(name);
  if (found !== undefined) return found;
  const asked = ofBoth.filter((signal) => alone === undefined || signal.isSilentOn?.(alone) !== true);
  const alike = (signal: Signal): boolean => alone !== undefined && signal.looksAt !== undefined;
  const likeness = { index: all.size, signals: asked.filter(alike), ofEach: asked.filter((signal) => !alike(signal)) };
  all.set(name, likeness);
  return likeness;
};

const remember = (changes: Candidate['changes'], alone: Change | undefined, score: Score): Memory => {
  const evidence = { changes, score };
  let sum = 0;
  for (const signal of ofChange) sum += micros(signal.weigh(evidence));
  const names = changes.length === 1 ? namesOf(changes[0]) : changes.flatMap(namesOf);
  return { by: score, micros: sum, names: names.length === 0 ? NO_NAMES : names, likeness: likenessOf(alone, score) };
};

/** Kept with a change that is a candidate by itself. */
export const memoryOf = (placed: Placed, score: Score): Memory => {
  if (placed.memory?.by !== score) placed.memory = remember(placed.alone, placed.change, score);
  return placed.memory as Memory;
};

export const rememberedOf = ({ changes, alone }: Candidate, score: Score): Memory => (alone === undefined ? remember(changes, undefined, score) : memoryOf(alone, score));
