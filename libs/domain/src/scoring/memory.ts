import type { Candidate } from '../correlation/candidates.js';
import type { Placed } from '../correlation/placed.js';
import type { Rules } from '../correlation/rules.js';
import { createLikenesses, EVERYBODY, type Likeness, type Lookers, lookersOf } from './likeness.js';
import { micros } from './round.js';
import { ofChange } from './signals/index.js';
import { namesOf } from './signals/named.js';

type Score = Rules['score'];

/** What the changes of a candidate are to the score, whatever the incident. */
export interface Memory {
  readonly by: Score;
  /** What they weigh, in millionths of log-odds. */
  readonly micros: number;
  readonly names: readonly string[];
  /** Undefined of changes that are one candidate together: all that is to be said of them is said of each. */
  readonly likeness: Likeness | undefined;
  readonly lookers: Lookers;
}

const likenesses = new WeakMap<Score, ReturnType<typeof createLikenesses>>();

const likenessesOf = (score: Score): ReturnType<typeof createLikenesses> => {
  const known = likenesses.get(score) ?? createLikenesses();
  likenesses.set(score, known);
  return known;
};

const ownMicros = (changes: Candidate['changes'], score: Score): number => {
  const evidence = { changes, score };
  let sum = 0;
  for (const signal of ofChange) sum += micros(signal.weigh(evidence));
  return sum;
};

export const remember = ({ change }: Placed, score: Score): Memory => {
  const names = namesOf(change);
  return { by: score, micros: ownMicros([change], score), names, likeness: likenessesOf(score)(change, names), lookers: lookersOf(change, names) };
};

/** Kept with a change that is a candidate by itself. */
export const memoryOf = (placed: Placed, score: Score): Memory => {
  if (placed.memory?.by !== score) placed.memory = remember(placed, score);
  return placed.memory as Memory;
};

export const rememberedOf = ({ changes, alone }: Candidate, score: Score): Memory =>
  alone === undefined ? { by: score, micros: ownMicros(changes, score), names: changes.flatMap(namesOf), likeness: undefined, lookers: EVERYBODY } : memoryOf(alone, score);
