import type { Catalog } from '../catalog/catalog.js';
import type { Graph } from '../catalog/graph.js';
import { peersOf } from '../catalog/peers.js';
import { compareText } from '../events/canonical.js';
import { millis } from '../events/time.js';
import { alertingIn } from '../scoring/clusters.js';
import type { Group, Member } from './membership.js';
import type { Rules } from './rules.js';

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
  /** Oldest first. */
  readonly members: readonly Member[];
  /** When the first of them began, ms. */
  readonly began: number;
  /** Where they are; undefined while one does not say. One object for the same clusters in an incident. */
  readonly clusters: ReadonlySet<string> | undefined;
}

/** What services are to one another, as of an incident. */
export interface Around {
  readonly environment: string;
  readonly catalog: Catalog;
  readonly graph: Graph;
  readonly rules: Rules;
}

/** What an `Explained` says of its alerts. */
export type Witness = Pick<Explained, 'members' | 'began' | 'clusters'>;

/** Gives the same set for the same clusters. */
export const witnesses = (): ((members: readonly Member[]) => Witness) => {
  const sets = new Map<string, ReadonlySet<string>>();
  return (members) => {
    const clusters = alertingIn(members);
    const name = clusters === undefined ? '' : JSON.stringify([...clusters].sort(compareText));
    if (clusters !== undefined && !sets.has(name)) sets.set(name, clusters);
    return { members, began: millis(members[0]?.episode.startsAt ?? ''), clusters: sets.get(name) };
  };
};

/** Near without a call that leads there: both call, or are called by, the same service. */
export const NEIGHBOUR_HOPS = 2;

/** Every changed service that the incident's alerts can be traced to, and how. Nearest alerting service first. */
export const explanations = (group: Group, witness: (members: readonly Member[]) => Witness, { environment, catalog, graph, rules }: Around): Map<string, [Explained, ...Explained[]]> => {
  const openedAt = group.members[0]?.episode.startsAt ?? '';
  const byService = new Map<string, Member[]>();
  for (const member of group.members) {
    for (const service of member.services) void (byService.get(service)?.push(member) ?? byService.set(service, [member]));
  }
  const found = new Map<string, [Explained, ...Explained[]]>();
  const several: Explained[][] = [];
  const add = (changed: string, explained: Explained): void => {
    const known = found.get(changed);
    if (known === undefined) return void found.set(changed, [explained]);
    if (known.some((e) => e.service === explained.service)) return;
    if (known.length === 1) several.push(known);
    known.push(explained);
  };
  const said = new Map([...byService].map(([service, members]) => [service, witness(members)]));
  for (const [service, { members, began, clusters }] of said) {
    for (const [changed, path] of graph.reached(service, rules.candidates.hops, 'callees', environment, openedAt)) {
      add(changed, { service, path, hops: path.length - 1, by: 'callee', members, began, clusters });
    }
    const lost = members.filter((m) => m.episode.first.class === 'traffic-loss');
    if (lost.length === 0) continue;
    const losing = witness(lost);
    for (const [changed, path] of graph.reached(service, rules.candidates.hops, 'callers', environment, openedAt)) {
      if (path.length > 1) add(changed, { service, path: [...path].reverse(), hops: path.length - 1, by: 'caller', ...losing });
    }
  }
  for (const [service, { members, began, clusters }] of said) {
    for (const [changed, path] of graph.reached(service, NEIGHBOUR_HOPS, 'around', environment, openedAt)) {
      const known = found.get(changed);
      // what a call leads to was all found before
      if (known === undefined || known[0].by === 'neighbour') add(changed, { service, path, hops: path.length - 1, by: 'neighbour', members, began, clusters });
    }
  }
  for (const [service, witnessed] of said) {
    if (graph.callees(service, environment, openedAt).length > 0) continue;
    for (const peer of peersOf(catalog, service, environment)) {
      if (!found.has(peer.service)) found.set(peer.service, [{ service, path: [], hops: 1, by: 'peer', ...witnessed, shares: peer.shares }]);
    }
  }
  for (const list of several) list.sort((a, b) => a.hops - b.hops || compareText(a.service, b.service));
  return found;
};
