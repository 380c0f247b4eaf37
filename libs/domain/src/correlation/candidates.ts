import { type Graph, reach } from '../catalog/graph.js';
import type { Change } from '../events/change.js';
import { compareText } from '../events/canonical.js';
import { millis, timeOf } from '../events/time.js';
import type { Group, Member } from './membership.js';
import type { Rules } from './rules.js';

/** A change with the services it is on, by their one name. */
export interface Placed {
  readonly change: Change;
  readonly services: readonly string[];
}

/** Where the candidates of an incident come from: what is known of changes, by service and without. Times are event times. */
export interface Changes {
  of(service: string, from: string, to: string): readonly Placed[];
  /** Those that resolve to no service. */
  unplaced(from: string, to: string): readonly Placed[];
}

/** How the changed service is related to the alerting ones. */
export interface Explained {
  readonly service: string;
  readonly path: readonly string[];
  readonly hops: number;
  /**
   * `callee`: the alerting service calls the changed one; `caller`: the other way; `neighbour`: no calls lead there, but both are near the
   * service in the middle of `path`; `scope`: only its place says so.
   */
  readonly by: 'callee' | 'caller' | 'neighbour' | 'scope';
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

const closest = (openedAt: string) => (a: Change, b: Change): number =>
  stepsBefore(a) - stepsBefore(b) || compareText(effectiveAt(b, openedAt), effectiveAt(a, openedAt)) || compareText(a.id, b.id);

/** Sets of changes connected by shared identities, each with at least one of `own`. `loose` changes may stand in several calls' sets. */
export const linked = (own: readonly Change[], loose: readonly Change[]): Change[][] => {
  const all = [...own, ...loose];
  const parent = all.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] = parent[parent[at] as number] as number;
    return at;
  };
  const first = new Map<string, number>();
  all.forEach((change, i) => {
    for (const identity of change.identities) {
      const known = first.get(identity);
      if (known === undefined) first.set(identity, i);
      else parent[root(i)] = root(known);
    }
  });
  const sets = new Map<number, Change[]>();
  all.forEach((change, i) => void (sets.get(root(i))?.push(change) ?? sets.set(root(i), [change])));
  const rooted = new Set(own.map((_, i) => root(i)));
  return [...sets].filter(([r]) => rooted.has(r)).map(([, set]) => set);
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
  readonly graph: Graph;
  readonly changes: Changes;
  readonly rules: Rules;
}

/** Near without a call that leads there: both call, or are called by, the same service. */
const NEIGHBOUR_HOPS = 2;

/** Every changed service that the incident's alerts can be traced to, and how. Nearest alerting service first. */
const explanations = (group: Group, { environment, graph, rules }: Surroundings): Map<string, Explained[]> => {
  const openedAt = group.members[0]?.episode.startsAt ?? '';
  const byService = new Map<string, Member[]>();
  for (const member of group.members) {
    for (const service of member.services) byService.set(service, [...(byService.get(service) ?? []), member]);
  }
  const found = new Map<string, Explained[]>();
  const add = (changed: string, explained: Explained): void => {
    const known = found.get(changed)?.find((e) => e.service === explained.service);
    if (known === undefined) found.set(changed, [...(found.get(changed) ?? []), explained]);
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
  for (const list of found.values()) list.sort((a, b) => a.hops - b.hops || compareText(a.service, b.service));
  return found;
};

const nonEmpty = <T>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0;

/** Everything that may have caused the incident, each change in at most one candidate of a service, in a fixed order. */
export const candidatesOf = (group: Group, around: Surroundings): Candidate[] => {
  const first = group.members[0];
  if (first === undefined) return [];
  const { rules, environment, changes } = around;
  const openedAt = first.episode.startsAt;
  const from = timeOf(millis(openedAt) - rules.fold.lookback);
  const to = timeOf(millis(openedAt) + rules.fold.skew);
  const here = (placed: Placed): boolean => placed.change.environment === undefined || placed.change.environment === environment;
  const unplaced = changes.unplaced(from, to).filter(here).map((p) => p.change);
  const loose = unplaced.filter((change) => change.identities.length > 0);

  const candidate = (service: string | undefined, set: readonly Change[], explained: readonly Explained[]): Candidate[] => {
    const ordered = [...set].sort(closest(openedAt));
    const own = service === undefined ? ordered : [...ordered.filter((c) => !loose.includes(c)), ...ordered.filter((c) => loose.includes(c))];
    if (!nonEmpty(own) || !nonEmpty(explained)) return [];
    return [{ service, changes: own, explained, effectiveAt: millis(effectiveAt(own[0], openedAt)) }];
  };

  const found = [...explanations(group, around)].sort(([a], [b]) => compareText(a, b));
  const direct = found.flatMap(([service, explained]) => {
    const own = changes.of(service, from, to).filter(here).map((p) => p.change);
    return own.length === 0 ? [] : linked(own, loose).flatMap((set) => candidate(service, set, explained));
  });
  const everything: Explained = { service: first.services[0] ?? '', path: [], hops: 0, by: 'scope', members: group.members };
  const placedIn = unplaced.filter((change) => inScope(change, group, environment));
  const scoped = linked(placedIn, []).flatMap((set) => candidate(undefined, set, [everything]));
  return [...direct, ...scoped];
};

/** How many changes of the lookback can never be candidates: they name no service that is known, and no scope. */
export const unmappedIn = (group: Group, around: Surroundings, candidates: readonly Candidate[]): number => {
  const openedAt = group.members[0]?.episode.startsAt;
  if (openedAt === undefined) return 0;
  const weighed = new Set(candidates.flatMap((c) => c.changes.map((change) => change.id)));
  return around.changes
    .unplaced(timeOf(millis(openedAt) - around.rules.fold.lookback), openedAt)
    .filter(({ change }) => change.scope === undefined && !weighed.has(change.id) && (change.environment === undefined || change.environment === around.environment)).length;
};
