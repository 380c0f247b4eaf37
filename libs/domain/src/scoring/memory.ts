import type { Candidate } from '../correlation/candidates.js';
import type { Rules } from '../correlation/rules.js';
import { micros } from './round.js';
import type { Signal } from './signal.js';
import { ofBoth, ofChange } from './signals/index.js';
import { namesOf } from './signals/named.js';

/** What the changes of a candidate are to the score, whatever the incident. */
export interface Memory {
  readonly by: Rules['score'];
  /** What they weigh, in millionths of log-odds. */
  readonly micros: number;
  readonly names: readonly string[];
  /** Who may have something to say of them, but for time. */
  readonly asked: readonly Signal[];
}

/** One list for each choice, as there are few and millions of changes. */
const choices = ofBoth.reduce<ReadonlyMap<number, readonly Signal[]>>(
  (known, signal, i) => new Map([...known].flatMap(([choice, list]) => [[choice, list], [choice | (1 << i), [...list, signal]]] as const)),
  new Map([[0, []]]),
);

/** Kept with a change that is a candidate by itself. */
export const rememberedOf = ({ changes, alone }: Candidate, score: Rules['score']): Memory => {
  if (alone?.memory?.by === score) return alone.memory;
  let sum = 0;
  for (const signal of ofChange) sum += micros(signal.weigh({ changes, score }));
  let choice = 0;
  ofBoth.forEach((signal, i) => {
    if (alone === undefined || signal.isSilentOn?.(alone.change) !== true) choice |= 1 << i;
  });
  const memory: Memory = { by: score, micros: sum, names: changes.flatMap(namesOf), asked: choices.get(choice) ?? ofBoth };
  if (alone !== undefined) alone.memory = memory;
  return memory;
};
