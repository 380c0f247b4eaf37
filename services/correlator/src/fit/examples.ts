import type { Judged, Label, Rules, Verdict, Weighed } from '@culprit/domain';
import type { Example } from './logit.js';
import { moved, type Place } from './numbers.js';

/** Why an incident is an example, and how much that counts: a person's word, that it was not this one, what an undoing suggests. */
export const COUNTS = { confirmed: 1, dismissed: 0.5, weak: 0.3 } as const;
export type Basis = keyof typeof COUNTS;

/** `truth` is empty where what did it was never weighed: nothing is learned of that, but it counts as a miss. */
export interface Case {
  readonly id: string;
  readonly basis: Basis;
  /** False: known is only that no change did it, or which one did not. */
  readonly caused: boolean;
  readonly example: Example;
}

/** More than these are not looked at, as nobody would. */
const MOST = 50;
/** So far a number is moved to see what it does. */
const STEP = 0.25;
const LITTLE = 1e-4;
const NO_CHANGE = 'no change';

/** What a candidate is told apart by, or `no change`. By other numbers it is another object, and of several services another may be the best. */
type Of = string;
type Odds = ReadonlyMap<Of, number>;
const ofOne = ({ candidate: { service, changes, joint } }: Weighed): Of => JSON.stringify([joint === true ? '' : service, changes.map(({ id }) => id)]);
const oddsOf = ({ ranked, noChangeLogOdds }: Verdict): Odds => new Map<Of, number>([[NO_CHANGE, noChangeLogOdds], ...ranked.map((w): [Of, number] => [ofOne(w), w.logOdds])]);

/** What one number does in one incident. */
interface Effect {
  /** Some change weighs otherwise; else only that no change did it. */
  readonly onChanges: boolean;
  /** Whether the log-odds of changes, and of no change, grow in step with it. */
  readonly linear: { readonly changes: boolean; readonly noChange: boolean };
  /** Log-odds for each unit of it, of what is kept of the incident. */
  readonly slopes: readonly number[];
}

/** What is weighed in an incident, and what each number does there; undefined where it does nothing. */
export interface Probed {
  readonly judged: Judged;
  /** The first is that no change did it. */
  readonly kept: readonly (Weighed | undefined)[];
  readonly base: readonly number[];
  readonly effects: readonly (Effect | undefined)[];
}

const effectOf = (base: Odds, up: Odds, down: () => Odds, kept: readonly Of[]): Effect | undefined => {
  const differs = [...base].filter(([of, at]) => Math.abs((up.get(of) ?? 0) - at) > LITTLE).map(([of]) => of);
  if (differs.length === 0) return undefined;
  const lower = down();
  const straight = (of: Of): boolean => Math.abs((up.get(of) ?? 0) - 2 * (base.get(of) ?? 0) + (lower.get(of) ?? 0)) < LITTLE;
  return {
    onChanges: differs.some((of) => of !== NO_CHANGE),
    linear: { changes: [...base.keys()].every((of) => of === NO_CHANGE || straight(of)), noChange: straight(NO_CHANGE) },
    slopes: kept.map((of) => ((up.get(of) ?? 0) - (lower.get(of) ?? 0)) / (2 * STEP)),
  };
};

/** Moves each number a little and looks. `named`: changes that are kept however improbable. */
export const probe = (judged: Judged, rules: Rules, places: readonly Place[], named: ReadonlySet<string>): Probed | undefined => {
  const weigh = judged.weighAgain?.();
  if (weigh === undefined) return undefined;
  const verdict = weigh(rules.score);
  const base = oddsOf(verdict);
  const kept = [undefined, ...verdict.ranked.filter((w, i) => i < MOST || w.candidate.changes.some(({ id }) => named.has(id)))];
  const of = kept.map((w): Of => (w === undefined ? NO_CHANGE : ofOne(w)));
  const effects = places.map(({ path }) => effectOf(base, oddsOf(weigh(moved(rules.score, path, STEP))), () => oddsOf(weigh(moved(rules.score, path, -STEP))), of));
  return { judged, kept, base: of.map((one) => base.get(one) ?? 0), effects };
};

/**
 * Which numbers are weights, by their places in the list: what is weighed is linear in them in every one of these incidents, and in one at least they
 * count. That no change did it may lean on how much is weighed, but for what is its own number.
 */
export const weightsIn = (probed: readonly Probed[], places: readonly Place[]): number[] =>
  places.flatMap((_, i) => {
    const effects = probed.flatMap((one) => one.effects[i] ?? []);
    if (effects.length === 0) return [];
    const linear = effects.some(({ onChanges }) => onChanges) ? effects.every((e) => e.linear.changes) : effects.every((e) => e.linear.noChange);
    return linear ? [i] : [];
  });

const truthOf = (kept: Probed['kept'], label: Label | undefined, dismissed: readonly string[]): number[] => {
  const holds = (w: Weighed | undefined, ids: readonly string[]): boolean => w?.candidate.changes.some(({ id }) => ids.includes(id)) === true;
  if (label === undefined) return kept.flatMap((w, i) => (holds(w, dismissed) ? [] : [i]));
  if (label.changes.length === 0) return [0];
  return kept.flatMap((w, i) => (holds(w, label.changes) ? [i] : []));
};

/** Whether it is the weight of what makes a label weak, or keeps it from one: of that such a label teaches nothing, as it always agrees. */
const isOfUndoing = (place: Place | undefined): boolean => place?.path[0] === 'outcome' || place?.path[0] === 'again';

/** What one incident teaches of these weights, which are places of the list. */
export const caseOf = ({ judged, kept, base, effects }: Probed, weights: readonly number[], places: readonly Place[], label: Label | undefined, dismissed: readonly string[]): Case => {
  const alternatives = base.map((at, place) => ({
    base: at,
    slopes: weights.flatMap((i, weight) => {
      if (label?.basis === 'weak' && isOfUndoing(places[i])) return [];
      const slope = effects[i]?.slopes[place] ?? 0;
      return Math.abs(slope) < LITTLE ? [] : [[weight, slope] as const];
    }),
  }));
  const basis: Basis = label === undefined ? 'dismissed' : label.basis;
  return { id: judged.body.id, basis, caused: (label?.changes.length ?? 0) > 0, example: { alternatives, truth: truthOf(kept, label, dismissed), weight: COUNTS[basis] } };
};
