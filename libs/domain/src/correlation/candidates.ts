import type { Change } from '../events/change.js';
import { compareText } from '../events/canonical.js';
import { millis } from '../events/time.js';
import { alertingIn } from '../scoring/clusters.js';
import { type Explained, type Around, explanations, witnesses } from './explained.js';
import { linked } from './linked.js';
import type { Group, Member } from './membership.js';
import { effectiveAt, type Placed } from './placed.js';

/** What of the changes an incident may look at: those of its environment, or of none, between two event times, ms; of each sort the newest. */
export interface Window {
  readonly environment: string;
  readonly from: number;
  readonly to: number;
  /** Of each class of kinds of a service, of each identity and of those with a scope: at most so many, counted back from `to`. */
  readonly newest: number;
}

/** The newest changes of a service. */
export interface Run {
  readonly placed: readonly Placed[];
  /** True: no identity of these leads to another change. False says nothing. */
  readonly apart: boolean;
}

/** Where the candidates of an incident come from: what is known of changes, by service and without. */
export interface Changes {
  of(service: string, window: Window): Run;
  /** Those that resolve to no service and have this identity. */
  sharing(identity: string, window: Window): readonly Placed[];
  /** Those that resolve to no service and name a scope. */
  scoped(window: Window): readonly Placed[];
  /** How many name neither a service that is known nor a scope. */
  unmapped(window: Window): number;
  isUnmapped(id: string): boolean;
}

/** What the score weighs: the changes of one service that share an identity, seen from one incident. */
export interface Candidate {
  readonly service: string | undefined;
  /** The step closest to impact first. */
  readonly changes: readonly [Change, ...Change[]];
  /** Nearest first. */
  readonly explained: readonly [Explained, ...Explained[]];
  /** When it took effect, as far as its phases say, ms. */
  readonly effectiveAt: number;
  /** Where it is one change by itself. */
  readonly alone: Placed | undefined;
}

/** Candidates of one service, or of none. Most are one change by itself: of those nothing is made but what the index has. */
export interface Site {
  readonly service: string | undefined;
  /** Nearest first. */
  readonly explained: Candidate['explained'];
  readonly alone: readonly Placed[];
  readonly together: readonly Candidate[];
}

const NONE: readonly Candidate[] = [];
const NONE_ALONE: readonly Placed[] = [];

export const sizeOf = ({ alone, together }: Site): number => alone.length + together.length;

/** When a change has taken effect as of an opening. */
export const effectiveBy = ({ settledAt, change }: Placed, opened: number, openedAt: string): number => (opened >= settledAt ? settledAt : millis(effectiveAt(change, openedAt)));

/** Counts through all candidates of these: each of them made when asked for. */
export const candidatesAt = (sites: readonly Site[], openedAt: string): ((index: number) => Candidate) => {
  const opened = millis(openedAt);
  return (index) => {
    let left = index;
    for (const { service, explained, alone, together } of sites) {
      const placed = alone[left];
      if (placed !== undefined) return { service, changes: placed.alone, explained, effectiveAt: effectiveBy(placed, opened, openedAt), alone: placed };
      const candidate = together[left - alone.length];
      if (candidate !== undefined) return candidate;
      left -= alone.length + together.length;
    }
    throw new Error(`there is no candidate ${index}`);
  };
};

const bySteps = { code: 2, job: 1 } as const;
const stepsBefore = (change: Change): number => (change.kind === 'code' || change.kind === 'job' ? bySteps[change.kind] : 0);

const away = ({ cluster }: Change, alerting: ReadonlySet<string> | undefined): number => (cluster === undefined || alerting === undefined || alerting.has(cluster) ? 0 : 1);

/** Before what was done in clusters without alerts. */
const closest = (openedAt: string, alerting: ReadonlySet<string> | undefined) => (a: Change, b: Change): number =>
  stepsBefore(a) - stepsBefore(b) || away(a, alerting) - away(b, alerting) || compareText(effectiveAt(b, openedAt), effectiveAt(a, openedAt)) || compareText(a.id, b.id);

/** A change that names no service but a place that one of the alerts is in. */
const inScope = (change: Change, group: Group, environment: string): boolean => {
  const scope = change.scope;
  if (scope === undefined || (scope.environment !== undefined && scope.environment !== environment)) return false;
  const within = (names: readonly string[], of: (m: Member) => string | undefined): boolean =>
    names.length === 0 || group.members.some((m) => names.includes(of(m) ?? ''));
  return within(scope.clusters, (m) => m.episode.first.cluster) && within(scope.namespaces, (m) => m.episode.first.labels['namespace']);
};

export interface Surroundings extends Around {
  readonly changes: Changes;
}

const NOTHING: readonly Change[] = [];

const nonEmpty = <T>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0;

const windowOf = (openedAt: string, { environment, rules }: Around): Window => ({
  environment, from: millis(openedAt) - rules.fold.lookback, to: millis(openedAt) + rules.fold.skew, newest: rules.candidates.newest,
});

/** Everything that may have caused the incident, each change in at most one candidate of a service, in a fixed order. */
export const candidatesOf = (group: Group, around: Surroundings): Site[] => {
  const first = group.members[0];
  if (first === undefined) return [];
  const { environment, changes } = around;
  const openedAt = first.episode.startsAt;
  const window = windowOf(openedAt, around);
  const shared = new Map<string, readonly Change[]>();
  const sharing = (identity: string): readonly Change[] => {
    const known = shared.get(identity);
    if (known !== undefined) return known;
    const placed = changes.sharing(identity, window);
    if (placed.length === 0) return NOTHING;
    const found = placed.map((p) => p.change);
    shared.set(identity, found);
    return found;
  };
  const candidate = (service: string | undefined, set: readonly Change[], explained: Candidate['explained'], own: readonly Change[]): Candidate[] => {
    const ordered = set.length === 1 ? set : [...set].sort(closest(openedAt, alertingIn(explained.flatMap((e) => e.members))));
    const ownFirst = ordered.length === own.length ? ordered : [...ordered.filter((c) => own.includes(c)), ...ordered.filter((c) => !own.includes(c))];
    if (!nonEmpty(ownFirst)) return [];
    return [{ service, changes: ownFirst, explained, effectiveAt: millis(effectiveAt(ownFirst[0], openedAt)), alone: undefined }];
  };

  const found: Site[] = [];
  const witness = witnesses();
  const few = { ...window, newest: 1 };
  for (const [service, explained] of explanations(group, witness, around)) {
    // where no known call leads, only the newest of each class: there are many such services, and each says little
    const own = changes.of(service, explained[0].by === 'neighbour' ? few : window);
    if (own.placed.length === 0) continue;
    if (own.apart) {
      found.push({ service, explained, alone: own.placed, together: NONE });
      continue;
    }
    const theirs = own.placed.map((p) => p.change);
    found.push({ service, explained, alone: NONE_ALONE, together: linked(theirs, sharing).flatMap((set) => candidate(service, set, explained, theirs)) });
  }
  const everything = [{ service: first.services[0] ?? '', path: [], hops: 0, by: 'scope', ...witness(group.members) }] as const;
  const placedIn = changes.scoped(window).map((p) => p.change).filter((change) => inScope(change, group, environment));
  const together = linked(placedIn, () => []).flatMap((set) => candidate(undefined, set, everything, set));
  if (together.length > 0) found.push({ service: undefined, explained: everything, alone: NONE_ALONE, together });
  return found;
};

/** How many changes of the lookback can never be candidates: they name no service that is known, and no scope. */
export const unmappedIn = (group: Group, around: Surroundings, sites: readonly Site[]): number => {
  const openedAt = group.members[0]?.episode.startsAt;
  if (openedAt === undefined) return 0;
  const weighed = new Set<string>();
  for (const { service, changes } of sites.flatMap(({ together }) => together)) {
    if (service === undefined || changes.length === 1) continue;
    for (const change of changes) if (change.scope === undefined && change.occurredAt <= openedAt && around.changes.isUnmapped(change.id)) weighed.add(change.id);
  }
  return around.changes.unmapped({ ...windowOf(openedAt, around), to: millis(openedAt) }) - weighed.size;
};
