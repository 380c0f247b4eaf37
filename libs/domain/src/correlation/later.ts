import { compareText } from '../events/canonical.js';
import type { AlertClass } from '../events/alert.js';
import { classOf } from '../events/alert-class.js';
import type { Change } from '../events/change.js';
import { millis, timeOf } from '../events/time.js';
import { type Candidate, type Surroundings, type Window, calledIn, inScope, sharingIn, windowOf } from './candidates.js';
import { partsOf } from './episodes.js';
import { type Explained, type Explanations, isLedTo, type Witness } from './explained.js';
import { linked } from './linked.js';
import type { Group, Member } from './membership.js';
import { effectiveAt, instantsOf, type Placed, unseenBy } from './placed.js';
import { namesIn } from './operations.js';
import type { Rules } from './rules.js';
import { EMPTY_RUN, placedOf, type Run, runOf } from './run.js';
import { endOf } from './since.js';
import { inSteps } from './steps.js';
import { isToldLate } from './told-late.js';
import { answersIn } from './undoings.js';

/** Until when a change may have caused some of these alerts, ms: when the last of those that may be new began. Members are sorted by time. */
export const lastOnset = (members: readonly Member[], { ownOnlyAfter }: Rules['fold']): number => {
  const [first, last] = [members[0], members[members.length - 1]];
  return first === undefined || last === undefined ? Number.NEGATIVE_INFINITY : Math.min(millis(last.episode.startsAt), millis(first.episode.startsAt) + ownOnlyAfter);
};

/** What falls silent for less flaps. */
const OF_QUIET = 0.5;

/** When all was quiet, and when alerts came again, ms. */
export interface Silence {
  readonly quietAt: number;
  readonly againAt: number;
}

/** What is no flapping, ms. */
export const leastQuiet = ({ quiet }: Rules['fold']): number => OF_QUIET * quiet;

/** Of an incident that came again, those of at least so long, ms. What nobody says the end of may have gone on. */
export const silencesOf = (members: readonly Member[], least: number): readonly Silence[] => {
  const found: Silence[] = [];
  let over = Number.POSITIVE_INFINITY;
  members.forEach(({ episode }, i) => {
    const start = millis(episode.startsAt);
    if (over + least <= start) found.push({ quietAt: over, againAt: start });
    over = Math.max(i === 0 ? Number.NEGATIVE_INFINITY : over, endOf(episode) ?? Number.POSITIVE_INFINITY);
  });
  return found;
};

/** Since when each is new, ms: only what is new tells of what was done since. A refire is that of what was done after nothing fired any more; a short silence is none. */
const newSince = (members: readonly Member[], least: number): ReadonlyMap<Member, number> => {
  const seen = new Set<string>();
  let over = Number.NEGATIVE_INFINITY;
  return new Map(
    members.map((member) => {
      const { episode } = member;
      const fingerprints = partsOf(episode).map(({ fingerprint }) => fingerprint);
      const known = fingerprints.some((fingerprint) => seen.has(fingerprint));
      const since = !known ? Number.NEGATIVE_INFINITY : over + least <= millis(episode.startsAt) ? over : Number.POSITIVE_INFINITY;
      for (const fingerprint of fingerprints) seen.add(fingerprint);
      over = Math.max(over, endOf(episode) ?? Number.POSITIVE_INFINITY);
      return [member, since];
    }),
  );
};

/** The first time in a window at which it may have done something, ms. */
const madeIn = (change: Change, { from }: Window): number => instantsOf(change).find((at) => at >= from) ?? millis(change.occurredAt);
/** Whether it had begun, as far as an earlier window tells. */
const isIn = (change: Change, { from, to }: Window): boolean => instantsOf(change).some((at) => at >= from && at <= to);

/** What may be an effect of something else than a service's own trouble, and leads to none in what calls it. */
const HARMLESS: ReadonlySet<AlertClass> = new Set(['traffic-loss', 'other']);

/** Whether the changed service was in trouble already: then what alerts around it since says nothing of the change. */
const wasFailing = (service: string | undefined, reached: readonly Explained[], made: number): boolean =>
  reached.some((e) => e.service === service && e.members.some(({ episode }) => !HARMLESS.has(classOf(episode.first)) && millis(episode.startsAt) < made && (endOf(episode) ?? Number.POSITIVE_INFINITY) >= made));

/** Whether a change is a step of what had begun before. Most have no name by which they could be: of those nothing is looked up. */
const stepOf = (before: readonly Placed[], since: readonly Placed[], called: (identity: string) => readonly string[]): ((change: Change) => boolean) => {
  let names: ReturnType<typeof namesIn> | undefined;
  let begun: ReadonlySet<string> | undefined;
  return (change) => {
    if (change.identities.length === 0) return false;
    const of = (names ??= namesIn([...before, ...since].map((p) => p.change)));
    const known = (begun ??= new Set(before.flatMap((p) => of(p.change))));
    return of(change).some((identity) => called(identity).some((name) => known.has(name)));
  };
};

type Testify = (members: readonly Member[]) => Witness;

/**
 * What was changed after the incident opened. An incident takes what alerts nearby, also what has nothing to do with its first alert: a change may
 * have caused those that began after it, and is weighed by them. What no known call leads to is not looked for any more. `least`: for less it is not
 * silent, but flaps, ms.
 */
export const laterCandidates = (group: Group, found: Explanations, everything: readonly [Explained], witness: Testify, around: Surroundings, least = leastQuiet(around.rules.fold)): Candidate[] => {
  const { environment, changes, rules } = around;
  const early = windowOf(group, { environment, rules });
  const window: Window = { ...early, from: early.to + 1, to: lastOnset(group.members, rules.fold) + rules.fold.skew };
  if (window.to < window.from) return [];
  const touched = found.all.flatMap(({ service, explained }) => (isLedTo(explained[0]) && changes.of(service, window).count > 0 ? [service] : [])).sort(compareText);
  const isTold = (placed: Placed): boolean => isToldLate(placed, early.to - rules.fold.skew, rules.fold);
  const scoped = changes.scoped(window).filter((p) => !isTold(p)).map((p) => p.change).filter((change) => !isIn(change, early) && inScope(change, group.members, around));
  if (touched.length === 0 && scoped.length === 0) return [];

  const fresh = newSince(group.members, least);
  const candidate = (service: string | undefined, set: readonly Change[], own: readonly Change[], reached: readonly Explained[], known: Run): Candidate[] => {
    const made = own.reduce((first, c) => (set.includes(c) ? Math.min(first, madeIn(c, window)) : first), Number.POSITIVE_INFINITY) - rules.fold.skew;
    const isWorse = wasFailing(service, reached, made);
    const [nearest, ...others] = reached.flatMap((e): Explained[] => {
      if (isWorse && e.service !== service) return [];
      const since = e.members.filter((m) => (fresh.get(m) ?? 0) <= made + rules.fold.skew && millis(m.episode.startsAt) >= made);
      return since.length === 0 ? [] : [{ ...e, ...witness(since) }];
    });
    if (nearest === undefined || (service === undefined && !set.some((c) => inScope(c, nearest.members, around)))) return [];
    const explained = [nearest, ...others] as const;
    const onset = explained.reduce((first, { began }) => Math.min(first, began), Number.POSITIVE_INFINITY);
    const steps = inSteps(set, own, timeOf(onset), explained);
    return steps === undefined ? [] : [{ service, changes: steps, explained, reached, effectiveAt: millis(effectiveAt(steps[0], timeOf(onset))), unseen: unseenBy(steps[0], timeOf(onset)), onset, alone: undefined, known }];
  };
  const longest = millis(group.members[0]?.episode.startsAt ?? '') - rules.fold.linked;
  const [sharing, called] = [sharingIn(changes, { ...window, from: early.from }, longest), calledIn(changes, { ...window, from: early.from }, longest)];

  const all: Candidate[] = [];
  for (const service of touched) {
    const before = placedOf(changes.of(service, early));
    const since = placedOf(changes.of(service, window)).filter((p) => !isTold(p) && (p.instants === undefined || !isIn(p.change, early)));
    const own = since.map((p) => p.change);
    const isStepOfThese = stepOf(before, since, called);
    const answers = answersIn(since, [...before, ...since], found.of(service) ?? [], rules.fold);
    for (const set of linked(own, sharing(service), called)) {
      if (!set.some((c) => answers.has(c) || isStepOfThese(c))) all.push(...candidate(service, set, own, found.of(service) ?? [], runOf([...since, ...before])));
    }
  }
  for (const set of linked(scoped, () => [])) all.push(...candidate(undefined, set, set, everything, EMPTY_RUN));
  return all;
};
