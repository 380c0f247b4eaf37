import { commitStem, namesOfCommit } from '../events/commit.js';
import { compareText } from '../events/canonical.js';
import type { Change } from '../events/change.js';
import { millis } from '../events/time.js';
import { builds } from './kind-class.js';
import { namesIn } from './operations.js';
import type { Rules } from './rules.js';

/** How far apart two steps of one change may be: what is rolled out within `lookback`, what was written or built of it within `linked`, ms. */
export type Linking = Pick<Rules['fold'], 'lookback' | 'linked'>;
/** Where no rules say otherwise. */
export const usualLinking: Linking = { lookback: 72 * 3_600_000, linked: 14 * 86_400_000 };

const agree = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b;
const share = (a: readonly string[], b: readonly string[]): boolean => a.some((x) => b.includes(x));
const areOfOne = (a: Change, b: Change): boolean => a.services.length === 0 || b.services.length === 0 || share(a.services, b.services);

/** What a change is known by that is known by this identity: a commit is named whole and short. */
export const calledAmong = (identities: Iterable<string>): ((identity: string) => readonly string[]) => {
  const byStem = new Map<string, Set<string>>();
  for (const identity of identities) {
    const stem = commitStem(identity);
    if (stem !== undefined) void (byStem.get(stem)?.add(identity) ?? byStem.set(stem, new Set([identity])));
  }
  return (identity) => {
    const names = byStem.get(commitStem(identity) ?? '');
    return names === undefined || names.size < 2 || !names.has(identity) ? [identity] : namesOfCommit(identity, [...names]);
  };
};

const areNear = (a: Change, b: Change, { lookback, linked }: Linking): boolean => {
  const [first, last] = a.occurredAt <= b.occurredAt ? [a, b] : [b, a];
  return millis(last.occurredAt) - millis(first.occurredAt) <= (builds(first.kind) ? Math.max(linked, lookback) : lookback);
};

/**
 * Which of these are two steps of the change that `start` is a step of: they share a name as the fold has it (`linked`), another tool or another kind tells of it,
 * and neither services, environment nor time contradict, also not those of `start`.
 */
const stepsOf = <C extends Change>(start: C, pool: readonly C[], within: Linking): { readonly here: readonly C[]; readonly are: (a: C, b: C) => boolean } => {
  const there = pool.filter((c) => agree(c.environment, start.environment));
  const called = calledAmong(there.flatMap((c) => c.identities));
  // through a merge that touches no service the rollouts of two services meet: they are not one change
  const here = there.filter((c) => areOfOne(c, start) && areNear(c, start, within));
  const names = namesIn(here);
  const known = new Map(here.map((c) => [c, { names: names(c), called: new Set(names(c).flatMap(called)) }]));
  const are = (a: C, b: C): boolean =>
    a.id !== b.id && (a.source.provider !== b.source.provider || a.kind !== b.kind) && known.get(b)?.names.some((name) => known.get(a)?.called.has(name) === true) === true &&
    agree(a.environment, b.environment) && areOfOne(a, b) && areNear(a, b, within);
  return { here, are };
};

/** The same change as other tools saw it, out of a pool that holds it; also through one between them. Oldest first, itself left out. */
export const chainOf = <C extends Change>(start: C, pool: readonly C[], within: Linking = usualLinking): C[] => {
  const { here, are } = stepsOf(start, pool, within);
  const found = new Set<C>([start]);
  for (const change of found) for (const other of here) if (!found.has(other) && are(change, other)) found.add(other);
  found.delete(start);
  return [...found].sort((a, b) => compareText(a.occurredAt, b.occurredAt) || compareText(a.id, b.id));
};

/** Whether a later step of the same change stands in the pool. */
export const hasLaterStep = <C extends Change>(change: C, pool: readonly C[], within: Linking = usualLinking): boolean => {
  const { here, are } = stepsOf(change, pool, within);
  return here.some((other) => (compareText(other.occurredAt, change.occurredAt) || compareText(other.id, change.id)) > 0 && are(change, other));
};
