import { type Change, namesPlace } from '../events/change.js';
import { millis, timeOf } from '../events/time.js';
import { type Explained, type Around, explanations, UNKNOWN, witnesses } from './explained.js';
import { withAnswers } from './answers.js';
import { withBrought, type Written } from './brought.js';
import { jointly } from './jointly.js';
import { laterCandidates } from './later.js';
import { linked } from './linked.js';
import { placesOfMember } from './lives.js';
import type { Group, Member } from './membership.js';
import { type Mending, withMendings } from './mendings.js';
import { effectiveAt, type Placed, type Unseen, unseenBy } from './placed.js';
import { broughtAgain, type Relapse, withRelapses } from './relapses.js';
import { EMPTY_RUN, placedAt, placedOf, type Run, runOf } from './run.js';
import { changedSince } from './since.js';
import { inSteps } from './steps.js';
import { toldLateCandidates } from './told-late.js';
import { type Undoing, withUndoings } from './undoings.js';

/** What of the changes an incident may look at: those of its environment, or of none, between two event times, ms; of each sort the newest. */
export interface Window {
  readonly environment: string;
  readonly from: number;
  readonly to: number;
  /** Of each class of kinds of a service, of each identity and of those with a scope: at most so many, counted back from `to`. */
  readonly newest: number;
}

/** Where the candidates of an incident come from: what is known of changes, by service and without. */
export interface Changes {
  /** Good until a change comes or goes. */
  of(service: string, window: Window): Run;
  /** Those that resolve to no service and have this identity. */
  sharing(identity: string, window: Window): readonly Placed[];
  /** All that a change may be known by that is known by this identity: a commit is named whole and short. */
  called(identity: string, window: Window, since: number): readonly string[];
  /** Those that were written or built on this service, or on none (`''`), and have this identity. */
  built(identity: string, service: string, window: Window): readonly Placed[];
  /** Those that resolve to no service and name a scope. */
  scoped(window: Window): readonly Placed[];
  /** All that occurred on this service, in no order; not every one of those that bring nothing anywhere. */
  during(service: string, window: Omit<Window, 'newest'>): readonly Placed[];
  /** All that is told late and occurred on any service, in no order. */
  late(window: Omit<Window, 'newest'>): readonly Placed[];
  /** The services that any of a window are on, by name, where they are so many at most, else none: what is changed all over tells of no place. */
  touchedFew(window: Window, most: number): readonly string[];
  /** How many name neither a service that is known nor a scope. */
  unmapped(window: Window): number;
  isUnmapped(id: string): boolean;
}

/** What the score weighs: the changes of one service that share an identity, seen from one incident. */
export interface Candidate {
  readonly service: string | undefined;
  /** The step closest to impact first. */
  readonly changes: readonly [Change, ...Change[]];
  /** What of the incident it may have caused. Nearest first. */
  readonly explained: readonly [Explained, ...Explained[]];
  /** All that it leads to: also what alerted before it was made. */
  readonly reached: readonly Explained[];
  /** When it took effect, as far as its phases say, ms. */
  readonly effectiveAt: number;
  /** Where nobody saw when that was. */
  readonly unseen: Unseen | undefined;
  /** When what it may have caused began: the opening, or the first new alert after a change that came later, ms. */
  readonly onset: number;
  /** Where it is one change by itself. */
  readonly alone: Placed | undefined;
  /** What was changed of its service, as far as it was looked at. */
  readonly known: Run;
  /** What took one of its changes back before the alerts ended. */
  readonly undoing?: Undoing;
  /** What of it took back what was changed shortly before, and what that was. */
  readonly answer?: { readonly by: Change; readonly to: Change };
  /** What changed the same again, before what alerted fell silent. */
  readonly mending?: Mending;
  /** The incident had gone quiet when one change was taken back, and came again after another: this is one of the two. */
  readonly relapse?: Relapse;
  /** So long after the opening it is said to have begun, by somebody who tells late, ms. */
  readonly toldAfter?: number;
  /** One of several of the same first change, of which the best counts. */
  readonly joint?: boolean;
}

/** Candidates of one service, or of none; of one that alerts itself there may be none. Most are one change by itself: of those nothing is made but what the index has. */
export interface Site {
  readonly service: string | undefined;
  /** Nearest first. */
  readonly explained: Candidate['explained'];
  readonly alone: Run;
  readonly known: Run;
  readonly together: readonly Candidate[];
}

const NONE: readonly Candidate[] = [];
const sizeOf = ({ alone, together }: Site): number => alone.count + together.length;
export const sizeOfAll = (sites: readonly Site[]): number => {
  let sum = 0;
  for (const site of sites) sum += sizeOf(site);
  return sum;
};

/** The same, whatever comes or goes from now on. */
export const lasting = (sites: readonly Site[]): readonly Site[] =>
  sites.map((site) => ({ ...site, alone: runOf(placedOf(site.alone), site.alone.apart), known: runOf(placedOf(site.known), site.known.apart) }));

/** When a change has taken effect as of an opening. */
export const effectiveBy = ({ settledAt, change }: Placed, opened: number, openedAt: string): number => (opened >= settledAt ? settledAt : millis(effectiveAt(change, openedAt)));

const aloneAt = (openedAt: string) => {
  const opened = millis(openedAt);
  return ({ service, explained, known }: Site, placed: Placed): Candidate => ({ service, changes: [placed.change], explained, reached: explained, effectiveAt: effectiveBy(placed, opened, openedAt), unseen: undefined, onset: opened, alone: placed, known });
};

const candidateAt = (sites: readonly Site[], index: number, openedAt: string): Candidate => {
  let left = index;
  for (const site of sites) {
    const placed = placedAt(site.alone, left);
    if (placed !== undefined) return aloneAt(openedAt)(site, placed);
    const candidate = site.together[left - site.alone.count];
    if (candidate !== undefined) return candidate;
    left -= sizeOf(site);
  }
  throw new Error(`there is no candidate ${index}`);
};

const made = new WeakMap<readonly Site[], Map<number, Candidate>>();

/** Counts through all candidates of these: each of them made when first asked for, and the same from then on. */
export const candidatesAt = (sites: readonly Site[], openedAt: string): ((index: number) => Candidate) => {
  const known = made.get(sites) ?? new Map<number, Candidate>();
  made.set(sites, known);
  return (index) => {
    const candidate = known.get(index) ?? candidateAt(sites, index, openedAt);
    known.set(index, candidate);
    return candidate;
  };
};

/** A change that names no service but a place that one of the alerts is in. */
export const inScope = ({ scope }: Change, members: readonly Member[], { catalog, environment }: Pick<Around, 'catalog' | 'environment'>): boolean => {
  if (scope === undefined || !namesPlace(scope) || (scope.environment !== undefined && scope.environment !== environment)) return false;
  const within = (names: readonly string[], name: string | undefined): boolean => names.length === 0 || names.includes(name ?? '');
  return members.some((member) => placesOfMember(member, catalog, environment).some(({ cluster, namespace }) => within(scope.clusters, cluster) && within(scope.namespaces, namespace)));
};

export interface Surroundings extends Around {
  readonly changes: Changes;
}

/** What was changed in the lookback, up to the opening. */
export const windowOf = ({ members: [first] }: Group, { environment, rules: { fold, candidates } }: Pick<Around, 'environment' | 'rules'>): Window => {
  const opened = millis(first?.episode.startsAt ?? '');
  return { environment, from: opened - fold.lookback, to: opened + fold.skew, newest: candidates.newest };
};

/** What shares an identity with a change of a service: in the window what is on none, and before it what was written or built on either. */
export const sharingIn = (changes: Changes, window: Window, since: number): ((service: string) => (identity: string) => readonly Change[]) => {
  const before = { ...window, from: since, to: window.from - 1 };
  const known = new Map<string, readonly Change[]>();
  const remembered = (key: string, find: () => readonly Placed[]): readonly Change[] => {
    const found = known.get(key) ?? find().map((p) => p.change);
    known.set(key, found);
    return found;
  };
  return (service) => (identity) => {
    const theirs = remembered(identity, () => [...changes.sharing(identity, window), ...changes.built(identity, '', before)]);
    const own = changes.built(identity, service, before);
    return own.length === 0 ? theirs : [...theirs, ...own.map((p) => p.change)];
  };
};

/** What was written or built on a service or on none since then, by what it is known by. */
const writtenIn = (changes: Changes, window: Window, since: number, called: (identity: string) => readonly string[]) => {
  const built = { ...window, from: since };
  return (service: string): Written => ({
    of: (identity) => called(identity).flatMap((name) => [...changes.built(name, service, built), ...changes.built(name, '', built)]).map((p) => p.change),
    since: window.from,
  });
};

export const calledIn = (changes: Changes, window: Window, since: number): ((identity: string) => readonly string[]) => (identity) => changes.called(identity, window, since);

/** Everything that may have caused the incident, each change in at most one candidate of a service, in a fixed order. */
export const candidatesOf = (group: Group, around: Surroundings): readonly Site[] => {
  const first = group.members[0];
  if (first === undefined) return [];
  const { changes } = around;
  const openedAt = first.episode.startsAt;
  const opened = millis(openedAt);
  const window = windowOf(group, around);
  const called = calledIn(changes, window, opened - around.rules.fold.linked);
  const sharing = sharingIn(changes, window, opened - around.rules.fold.linked);
  const written = writtenIn(changes, window, opened - around.rules.fold.linked, called);
  const candidate = (service: string | undefined, set: readonly Change[], explained: Candidate['explained'], own: readonly Change[], seen: Run): Candidate[] => {
    const steps = inSteps(set, own, openedAt, explained);
    if (steps === undefined) return [];
    return [{ service, changes: steps, explained, reached: explained, effectiveAt: millis(effectiveAt(steps[0], openedAt)), unseen: unseenBy(steps[0], openedAt), onset: opened, alone: undefined, known: seen }];
  };

  const found: Site[] = [];
  const witness = witnesses();
  const lately = { ...window, newest: 1, from: Math.max(window.from, opened - around.rules.candidates.neighbours) };
  const anywhere = { ...window, newest: 1, from: opened - around.rules.score.crowd.window };
  const explanation = explanations(group, witness, around, () => changes.touchedFew(anywhere, around.rules.candidates.peers));
  for (const { service, explained } of explanation.all) {
    // where no known call leads, only the newest of each class, of late: there are many such services, and each says little
    const own = changes.of(service, explained[0].by === 'neighbour' ? lately : explained[0].by === 'anywhere' ? anywhere : window);
    // where it alerts is a place of its own, also while nothing was changed there
    if (own.count === 0 && explained[0].hops > 0) continue;
    if (own.apart) {
      found.push({ service, explained, alone: own, known: own, together: NONE });
      continue;
    }
    const theirs = placedOf(own).map((p) => p.change);
    found.push({ service, explained, alone: EMPTY_RUN, known: own, together: withBrought(linked(theirs, sharing(service), called), written(service)).flatMap((set) => candidate(service, set, explained, theirs, own)) });
  }
  const everything = [{ service: first.services[0] ?? '', path: [], hops: 0, trust: UNKNOWN, by: 'scope', ...witness(group.members) }] as const;
  const placedIn = changes.scoped(window).map((p) => p.change).filter((change) => inScope(change, group.members, around));
  const together = linked(placedIn, () => []).flatMap((set) => candidate(undefined, set, everything, set, EMPTY_RUN));
  if (together.length > 0) found.push({ service: undefined, explained: everything, alone: EMPTY_RUN, known: EMPTY_RUN, together });
  for (const late of toldLateCandidates(group, explanation, everything, around)) found.push({ service: late.service, explained: late.explained, alone: EMPTY_RUN, known: EMPTY_RUN, together: [late] });
  const laterOf = (least?: number): Candidate[] => laterCandidates(group, explanation, everything, witness, around, least);
  const put = (each: Candidate): void => void found.push({ service: each.service, explained: each.explained, alone: EMPTY_RUN, known: each.known, together: [each] });
  laterOf().forEach(put);
  broughtAgain(found, () => changedSince(group, found, around), group, around.rules, laterOf).forEach(put);
  const made = aloneAt(openedAt);
  const answered = withAnswers(found, opened, made);
  const since = changedSince(group, answered, around);
  const ended = since === undefined ? answered : withMendings(withUndoings(answered, group, since, around.rules, made), group, since, around.rules, made);
  return jointly(withRelapses(ended, since, group, around.rules, made), made);
};

/** How many changes of the lookback can never be candidates: they name no service that is known, and no scope. */
export const unmappedIn = (group: Group, around: Surroundings, sites: readonly Site[]): number => {
  const openedAt = group.members[0]?.episode.startsAt;
  if (openedAt === undefined) return 0;
  const weighed = new Set<string>();
  const since = timeOf(windowOf(group, around).from);
  for (const { service, changes } of sites.flatMap(({ together }) => together)) {
    if (service === undefined || changes.length === 1) continue;
    for (const change of changes) if (!namesPlace(change.scope) && change.occurredAt >= since && change.occurredAt <= openedAt && around.changes.isUnmapped(change.id)) weighed.add(change.id);
  }
  return around.changes.unmapped({ ...windowOf(group, around), to: millis(openedAt) }) - weighed.size;
};
