import type { Catalog } from '../catalog/catalog.js';
import { peersOf } from '../catalog/peers.js';
import { type Graph, reach } from '../catalog/graph.js';
import type { Change } from '../events/change.js';
import { compareText } from '../events/canonical.js';
import { millis, timeOf } from '../events/time.js';
import { alertingIn } from '../scoring/clusters.js';
import type { Group, Member } from './membership.js';
import type { Rules } from './rules.js';

/** A change with the services it is on, by their one name. */
export interface Placed {
  readonly change: Change;
  readonly services: readonly string[];
}

/** What of the changes an incident may look at: those of its environment, or of none, between two event times; of each sort the newest. */
export interface Window {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  /** Of each class of kinds of a service, of each identity and of those with a scope: at most so many, counted back from `to`. */
  readonly newest: number;
}

/** Where the candidates of an incident come from: what is known of changes, by service and without. */
export interface Changes {
  of(service: string, window: Window): readonly Placed[];
  /** Those that resolve to no service and have this identity. */
  sharing(identity: string, window: Window): readonly Placed[];
  /** Those that resolve to no service and name a scope. */
  scoped(window: Window): readonly Placed[];
  /** How many name neither a service that is known nor a scope. */
  unmapped(window: Window): number;
  isUnmapped(id: string): boolean;
}

/** How the changed service is related to the alerting ones. */
export interface Explained {
  readonly service: string;
  readonly path: readonly string[];
  readonly hops: number;
  /**
   * `callee`: the alerting service calls the changed one; `caller`: the other way; `neighbour`: no calls lead there, but both are near the
   * service in the middle of `path`; `peer`: nobody knows whom the alerting service calls, but both live in one system or namespace; `scope`: only
   * its place says so.
   */
  readonly by: 'callee' | 'caller' | 'neighbour' | 'peer' | 'scope';
  /** For a peer: what both live in. */
  readonly shares?: string;
  readonly members: readonly Member[];
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
}

const bySteps = { code: 2, job: 1 } as const;
const stepsBefore = (change: Change): number => (change.kind === 'code' || change.kind === 'job' ? bySteps[change.kind] : 0);

/** The last of its phases that the opening did not precede, else when it began. */
export const effectiveAt = (change: Change, openedAt: string): string =>
  change.phases.reduce((last, { at }) => (at > last && at <= openedAt ? at : last), change.occurredAt);

const away = ({ cluster }: Change, alerting: ReadonlySet<string> | undefined): number => (cluster === undefined || alerting === undefined || alerting.has(cluster) ? 0 : 1);

/** Before what was done in clusters without alerts. */
const closest = (openedAt: string, alerting: ReadonlySet<string> | undefined) => (a: Change, b: Change): number =>
  stepsBefore(a) - stepsBefore(b) || away(a, alerting) - away(b, alerting) || compareText(effectiveAt(b, openedAt), effectiveAt(a, openedAt)) || compareText(a.id, b.id);

/** Sets of changes connected by shared identities, each with at least one of `own`. What `sharing` gives may stand in the sets of several services. */
export const linked = (own: readonly Change[], sharing: (identity: string) => readonly Change[]): Change[][] => {
  const byIdentity = new Map<string, Change[]>();
  for (const change of own) for (const identity of change.identities) void (byIdentity.get(identity)?.push(change) ?? byIdentity.set(identity, [change]));
  const done = new Set<Change>();
  return own.flatMap((start) => {
    if (done.has(start)) return [];
    done.add(start);
    const set = [start];
    const asked = new Set<string>();
    for (const change of set) {
      for (const identity of change.identities) {
        if (asked.has(identity)) continue;
        asked.add(identity);
        for (const other of [...(byIdentity.get(identity) ?? []), ...sharing(identity)]) {
          if (set.includes(other)) continue;
          done.add(other);
          set.push(other);
        }
      }
    }
    return [set];
  });
};

/** A change that names no service but a place that one of the alerts is in. */
const inScope = (change: Change, group: Group, environment: string): boolean => {
  const scope = change.scope;
  if (scope === undefined || (scope.environment !== undefined && scope.environment !== environment)) return false;
  const within = (names: readonly string[], of: (m: Member) => string | undefined): boolean =>
    names.length === 0 || group.members.some((m) => names.includes(of(m) ?? ''));
  return within(scope.clusters, (m) => m.episode.first.cluster) && within(scope.namespaces, (m) => m.episode.first.labels['namespace']);
};

export interface Surroundings {
  readonly environment: string;
  readonly catalog: Catalog;
  readonly graph: Graph;
  readonly changes: Changes;
  readonly rules: Rules;
}

/** Near without a call that leads there: both call, or are called by, the same service. */
const NEIGHBOUR_HOPS = 2;

/** Every changed service that the incident's alerts can be traced to, and how. Nearest alerting service first. */
const explanations = (group: Group, { environment, catalog, graph, rules }: Surroundings): Map<string, Explained[]> => {
  const openedAt = group.members[0]?.episode.startsAt ?? '';
  const byService = new Map<string, Member[]>();
  for (const member of group.members) {
    for (const service of member.services) void (byService.get(service)?.push(member) ?? byService.set(service, [member]));
  }
  const found = new Map<string, Explained[]>();
  const add = (changed: string, explained: Explained): void => {
    const known = found.get(changed);
    if (known === undefined) found.set(changed, [explained]);
    else if (!known.some((e) => e.service === explained.service)) known.push(explained);
  };
  for (const [service, members] of byService) {
    for (const [changed, path] of reach(service, rules.candidates.hops, (s) => graph.callees(s, environment, openedAt))) {
      add(changed, { service, path, hops: path.length - 1, by: 'callee', members });
    }
    const lost = members.filter((m) => m.episode.first.class === 'traffic-loss');
    if (lost.length === 0) continue;
    for (const [changed, path] of reach(service, rules.candidates.hops, (s) => graph.callers(s, environment, openedAt))) {
      if (path.length > 1) add(changed, { service, path: [...path].reverse(), hops: path.length - 1, by: 'caller', members: lost });
    }
  }
  for (const [service, members] of byService) {
    const around = (s: string): string[] => [...graph.callees(s, environment, openedAt), ...graph.callers(s, environment, openedAt)];
    for (const [changed, path] of reach(service, NEIGHBOUR_HOPS, around)) {
      if (found.get(changed)?.some((e) => e.by !== 'neighbour') !== true) add(changed, { service, path, hops: path.length - 1, by: 'neighbour', members });
    }
  }
  for (const [service, members] of byService) {
    if (graph.callees(service, environment, openedAt).length > 0) continue;
    for (const peer of peersOf(catalog, service, environment)) {
      if (!found.has(peer.service)) found.set(peer.service, [{ service, path: [], hops: 1, by: 'peer', members, shares: peer.shares }]);
    }
  }
  for (const list of found.values()) list.sort((a, b) => a.hops - b.hops || compareText(a.service, b.service));
  return found;
};

const nonEmpty = <T>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0;

const windowOf = (openedAt: string, { environment, rules }: Surroundings): Window => ({
  environment, from: timeOf(millis(openedAt) - rules.fold.lookback), to: timeOf(millis(openedAt) + rules.fold.skew), newest: rules.candidates.newest,
});

/** Everything that may have caused the incident, each change in at most one candidate of a service, in a fixed order. */
export const candidatesOf = (group: Group, around: Surroundings): Candidate[] => {
  const first = group.members[0];
  if (first === undefined) return [];
  const { environment, changes } = around;
  const openedAt = first.episode.startsAt;
  const window = windowOf(openedAt, around);
  const shared = new Map<string, readonly Change[]>();
  const sharing = (identity: string): readonly Change[] => {
    const known = shared.get(identity) ?? changes.sharing(identity, window).map((p) => p.change);
    shared.set(identity, known);
    return known;
  };
  const candidate = (service: string | undefined, set: readonly Change[], explained: readonly Explained[], own: readonly Change[]): Candidate[] => {
    const ordered = set.length === 1 ? set : [...set].sort(closest(openedAt, alertingIn(explained.flatMap((e) => e.members))));
    const ownFirst = ordered.length === own.length ? ordered : [...ordered.filter((c) => own.includes(c)), ...ordered.filter((c) => !own.includes(c))];
    if (!nonEmpty(ownFirst) || !nonEmpty(explained)) return [];
    return [{ service, changes: ownFirst, explained, effectiveAt: millis(effectiveAt(ownFirst[0], openedAt)) }];
  };

  const direct: Candidate[] = [];
  for (const [service, explained] of [...explanations(group, around)].sort(([a], [b]) => compareText(a, b))) {
    // where no known call leads, only the newest of each class: there are many such services, and each says little
    const weak = explained.every(({ by }) => by === 'neighbour');
    const own = changes.of(service, weak ? { ...window, newest: 1 } : window).map((p) => p.change);
    for (const set of linked(own, sharing)) direct.push(...candidate(service, set, explained, own));
  }
  const everything: Explained = { service: first.services[0] ?? '', path: [], hops: 0, by: 'scope', members: group.members };
  const placedIn = changes.scoped(window).map((p) => p.change).filter((change) => inScope(change, group, environment));
  const scoped = linked(placedIn, () => []).flatMap((set) => candidate(undefined, set, [everything], set));
  return [...direct, ...scoped];
};

/** How many changes of the lookback can never be candidates: they name no service that is known, and no scope. */
export const unmappedIn = (group: Group, around: Surroundings, candidates: readonly Candidate[]): number => {
  const openedAt = group.members[0]?.episode.startsAt;
  if (openedAt === undefined) return 0;
  const weighed = new Set<string>();
  for (const { service, changes } of candidates) {
    if (service === undefined || changes.length === 1) continue;
    for (const change of changes) if (change.scope === undefined && change.occurredAt <= openedAt && around.changes.isUnmapped(change.id)) weighed.add(change.id);
  }
  return around.changes.unmapped({ ...windowOf(openedAt, around), to: openedAt }) - weighed.size;
};
