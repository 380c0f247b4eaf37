import { commitStem, namesOfCommit } from '../events/commit.js';
import { compareText } from '../events/canonical.js';
import type { Change } from '../events/change.js';
import { millis } from '../events/time.js';
import { builds } from './kind-class.js';
import { namesIn } from './operations.js';
import { differ } from './placed.js';
import type { Rules } from './rules.js';

/** How far apart two steps of one change may be: what is rolled out within `lookback`, what was written or built of it within `linked`, ms. */
export type Linking = Pick<Rules['fold'], 'lookback' | 'linked'>;
/** Where no rules say otherwise. */
export const usualLinking: Linking = { lookback: 72 * 3_600_000, linked: 14 * 86_400_000 };

const share = (a: readonly string[], b: readonly string[]): boolean => a.some((x) => b.includes(x));
const areOfOne = (a: Change, b: Change): boolean => a.services.length === 0 || b.services.length === 0 || share(a.services, b.services);

/** What a change is known by that is known by this identity: a commit is named whole and short. */
export const calledAmong = (identities: Iterable<string>): ((identity: string) => readonly string[]) => {
  const byStem = new Map<string, Set<string>>();
  for (const identity of identities) {
    const stem = commitStem(identity);
    if (stem !== undefined) void (byStem.get(stem)?.add(identity) ?? byStem.set(stem, new Set([identity])));
  }
  const known = new Map<string, readonly string[]>();
  return (identity) => {
    const names = byStem.get(commitStem(identity) ?? '');
    if (names === undefined || names.size < 2 || !names.has(identity)) return [identity];
    const found = known.get(identity) ?? namesOfCommit(identity, [...names]);
    known.set(identity, found);
    return found;
  };
};

const areNear = (a: Change, b: Change, { lookback, linked }: Linking): boolean => {
  const [first, last] = a.occurredAt <= b.occurredAt ? [a, b] : [b, a];
  return millis(last.occurredAt) - millis(first.occurredAt) <= (builds(first.kind) ? Math.max(linked, lookback) : lookback);
};

/** Chains of linked changes within a pool. */
export interface Chains<C extends Change> {
  /** The same change as other tools saw it; also through one between them. Oldest first, itself left out. */
  of(start: C): C[];
  /** Whether a later step of the same change stands in the pool. */
  hasLaterStep(change: C): boolean;
}

/**
 * Two changes are steps of the change that a third is a step of where they share a name as the fold has it (`linked`), another tool or another kind tells of it,
 * and neither services, environment nor time contradict, also not those of the third.
 */
export const chainsIn = <C extends Change>(pool: readonly C[], within: Linking = usualLinking): Chains<C> => {
  /** A name means the same to all who look from one environment. */
  const places = new Map<string | undefined, { readonly there: readonly C[]; readonly called: (identity: string) => readonly string[] }>();
  const placeOf = (environment: string | undefined) => {
    const known = places.get(environment);
    if (known !== undefined) return known;
    const there = pool.filter((c) => !differ(c.environment, environment));
    const place = { there, called: calledAmong(there.flatMap((c) => c.identities)) };
    places.set(environment, place);
    return place;
  };
  const stepsOf = (start: C): { readonly here: readonly C[]; readonly are: (a: C, b: C) => boolean } => {
    const { there, called } = placeOf(start.environment);
    // through a merge that touches no service the rollouts of two services meet: they are not one change
    const here = there.filter((c) => areOfOne(c, start) && areNear(c, start, within));
    const names = namesIn(here);
    const known = new Map(here.map((c) => [c, { names: names(c), called: new Set(names(c).flatMap(called)) }]));
    const are = (a: C, b: C): boolean =>
      a.id !== b.id && (a.source.provider !== b.source.provider || a.kind !== b.kind) && known.get(b)?.names.some((name) => known.get(a)?.called.has(name) === true) === true &&
      !differ(a.environment, b.environment) && areOfOne(a, b) && areNear(a, b, within);
    return { here, are };
  };
  return {
    of: (start) => {
      const { here, are } = stepsOf(start);
      const found = new Set<C>([start]);
      for (const change of found) for (const other of here) if (!found.has(other) && are(change, other)) found.add(other);
      found.delete(start);
      return [...found].sort((a, b) => compareText(a.occurredAt, b.occurredAt) || compareText(a.id, b.id));
    },
    hasLaterStep: (change) => {
      const { here, are } = stepsOf(change);
      return here.some((other) => (compareText(other.occurredAt, change.occurredAt) || compareText(other.id, change.id)) > 0 && are(change, other));
    },
  };
};
