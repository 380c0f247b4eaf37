import type { Catalog } from '../catalog/catalog.js';
import type { Graph, Reached, Trust } from '../catalog/graph.js';
import { peersOf } from '../catalog/peers.js';
import { sizeOf } from '../catalog/size.js';
import type { AlertClass } from '../events/alert.js';
import { classOf } from '../events/alert-class.js';
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
  /** How far the calls of the path are trusted. */
  readonly trust: Trust;
  /**
   * `callee`: the alerting service calls the changed one; `consumer`: on the way there something is only sent; `caller`: the other way; `producer`: it consumes what the changed one sends; `neighbour`: no calls lead there, but both are near the
   * service in the middle of `path`; `peer`: nobody knows whom the alerting service calls, but both live in one system or namespace; `stranger`: the same
   * where only of the changed one no call is known; `anywhere`: nobody knows any call, nor where the one that alerts lives, and the other was changed lately; `scope`: only
   * its place says so.
   */
  readonly by: 'callee' | 'consumer' | 'caller' | 'producer' | 'neighbour' | 'peer' | 'stranger' | 'anywhere' | 'scope';
  /** For a peer and a stranger: what both live in. */
  readonly shares?: string;
  /** For `anywhere`: in so many places something was changed. */
  readonly among?: number;
  /** Oldest first. */
  readonly members: readonly Member[];
  /** When the first of them began, ms. */
  readonly began: number;
  /** Where they are, as far as they say; undefined where none does. One object for the same clusters in an incident. */
  readonly clusters: ReadonlySet<string> | undefined;
}

const known: ReadonlySet<Explained['by']> = new Set(['callee', 'consumer', 'caller', 'producer']);
/** Whether a known call leads there; else it is only near, or in the same place. */
export const isLedTo = ({ by }: Pick<Explained, 'by'>): boolean => known.has(by);

/** Of the first of its alerts. */
export const classOfFirst = ({ members: [first] }: Pick<Explained, 'members'>): AlertClass => (first === undefined ? 'other' : classOf(first.episode.first));

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

/** Where no call is known there is none to trust. */
export const UNKNOWN: Trust = { confidence: 1, weakest: undefined };

/** Of fewer nobody knows whether they are of one house. */
const FEW_PLACES = 3;

/** Near without a call that leads there: both call, or are called by, the same service. */
export const NEIGHBOUR_HOPS = 2;

/** A service of a graph, and what an incident that is being judged has found of it: written over by the next. */
interface Node {
  readonly service: string;
  search: number;
  found: Found;
}
interface Step extends Reached {
  readonly node: Node;
}
type Ways = ReturnType<Graph['reached']>;
export type Found = [Explained, ...Explained[]];

export interface Explanations {
  readonly all: readonly { readonly service: string; readonly explained: Found }[];
  /** Until others are looked for. */
  of(service: string): Found | undefined;
}

/** A graph never changes, and its answers are the same objects: hundreds of services are walked for each incident, and a list is walked ten times faster. */
const nodesOf = new WeakMap<Graph, Map<string, Node>>();
const listed = new WeakMap<Ways, readonly Step[]>();
let searches = 0;

const nodeOf = (nodes: Map<string, Node>, service: string): Node => {
  const known = nodes.get(service) ?? { service, search: 0, found: [] as never };
  nodes.set(service, known);
  return known;
};
const stepsOf = (nodes: Map<string, Node>, ways: Ways): readonly Step[] => {
  const known = listed.get(ways);
  if (known !== undefined) return known;
  const steps = Array.from(ways, ([service, { path, trust }]) => ({ node: nodeOf(nodes, service), path, trust }));
  listed.set(ways, steps);
  return steps;
};

const withMessages = new WeakMap<Graph, boolean>();
export const hasMessages = (graph: Graph): boolean => {
  const known = withMessages.get(graph) ?? graph.edges.some(({ kind }) => kind === 'messaging');
  withMessages.set(graph, known);
  return known;
};

const BROKER = /(?:^|[^a-z])(?:kafka|redpanda|pulsar|rabbit(?:mq)?|activemq|artemis|nats|jetstream|sqs|sns|kinesis|eventbridge|pub-?sub|event-?hubs?|service-?bus|brokers?|mqtt)(?:[^a-z]|$)/i;
/** `kafka:orders`, as traces name what is sent to; or who keeps it. */
const isTopic = (service: string): boolean => service.includes(':') || BROKER.test(service);

/** Nobody knows whom it calls, nor who calls it. */
export const isStranger = (graph: Graph, service: string, environment: string, at: string): boolean =>
  graph.callers(service, environment, at).length === 0 && graph.callees(service, environment, at).length === 0;

/** Whether any call is known at all, of whatever time: where none is, whoever has none may call anybody. */
export const knowsCalls = (graph: Graph, environment: string): boolean => sizeOf(graph) > 0 && graph.edges.some((edge) => edge.environment === undefined || edge.environment === environment);

/** Every changed service that the incident's alerts can be traced to, and how. Nearest alerting service first. `lately`: where something was changed lately, if that is in few places. */
export const explanations = (group: Group, witness: (members: readonly Member[]) => Witness, { environment, catalog, graph, rules }: Around, lately: () => readonly string[]): Explanations => {
  const openedAt = group.members[0]?.episode.startsAt ?? '';
  const nodes = nodesOf.get(graph) ?? new Map<string, Node>();
  nodesOf.set(graph, nodes);
  const search = ++searches;
  const byService = new Map<string, Member[]>();
  for (const member of group.members) {
    for (const service of member.services) void (byService.get(service)?.push(member) ?? byService.set(service, [member]));
  }
  const all: Node[] = [];
  const several: Explained[][] = [];
  const add = (node: Node, explained: Explained): void => {
    if (node.search !== search) {
      node.search = search;
      node.found = [explained];
      all.push(node);
      return;
    }
    const known = node.found;
    for (const e of known) if (e.service === explained.service) return;
    if (known.length === 1) several.push(known);
    known.push(explained);
  };
  const reached = (service: string, depth: number, way: 'callees' | 'callers' | 'around'): readonly Step[] => stepsOf(nodes, graph.reached(service, depth, way, environment, openedAt));
  /** What is put on a topic is refused by it; by who reads it later it is not. */
  const isConsumed = (path: readonly string[]): boolean => path.slice(1).some((to, i) => !isTopic(to) && graph.call(path[i] ?? '', to, environment, openedAt)?.kinds.every((kind) => kind === 'messaging') === true);
  const wayOf: (path: readonly string[]) => 'callee' | 'consumer' = hasMessages(graph) ? (path) => (isConsumed(path) ? 'consumer' : 'callee') : () => 'callee';
  const said = [...byService].map(([service, members]) => ({ service, ...witness(members) }));
  for (const { service, members, began, clusters } of said) {
    for (const { node, path, trust } of reached(service, rules.candidates.hops, 'callees')) add(node, { service, path, hops: path.length - 1, trust, by: wayOf(path), members, began, clusters });
    const lost = members.filter((m) => classOf(m.episode.first) === 'traffic-loss');
    if (lost.length === 0) continue;
    const losing = witness(lost);
    for (const { node, path, trust } of reached(service, rules.candidates.hops, 'callers')) {
      if (path.length > 1) add(node, { service, path: [...path].reverse(), hops: path.length - 1, trust, by: 'caller', members: losing.members, began: losing.began, clusters: losing.clusters });
    }
  }
  // what is sent harms who consumes it: messages are followed against their way, whatever alerts
  const sent = (path: readonly string[]): boolean => path.slice(1).every((from, i) => graph.call(from, path[i] ?? '', environment, openedAt)?.kinds.includes('messaging') === true);
  for (const { service, members, began, clusters } of hasMessages(graph) ? said : []) {
    for (const { node, path, trust } of reached(service, NEIGHBOUR_HOPS, 'callers')) {
      if (path.length > 1 && sent(path)) add(node, { service, path: [...path].reverse(), hops: path.length - 1, trust, by: 'producer', members, began, clusters });
    }
  }
  for (const { service, members, began, clusters } of said) {
    for (const { node, path, trust } of reached(service, NEIGHBOUR_HOPS, 'around')) {
      // what a call leads to was all found before
      if (node.search !== search || node.found[0].by === 'neighbour') add(node, { service, path, hops: path.length - 1, trust, by: 'neighbour', members, began, clusters });
    }
  }
  for (const { service, members, began, clusters } of said) {
    const by = graph.callees(service, environment, openedAt).length === 0 ? 'peer' : 'stranger';
    for (const peer of peersOf(catalog, service, environment, rules.candidates.peers)) {
      if (by === 'stranger' && !isStranger(graph, peer.service, environment, openedAt)) continue;
      const node = nodeOf(nodes, peer.service);
      if (node.search !== search) add(node, { service, path: [], hops: 1, trust: UNKNOWN, by, members, began, clusters, shares: peer.shares });
    }
  }
  // where other calls are known, who has none is by itself
  for (const { service, members, began, clusters } of knowsCalls(graph, environment) ? [] : said) {
    if (peersOf(catalog, service, environment, rules.candidates.peers).length > 0) continue;
    const places = lately();
    if (places.length < FEW_PLACES) continue;
    for (const changed of places) {
      const node = nodeOf(nodes, changed);
      if (node.search !== search) add(node, { service, path: [], hops: 1, trust: UNKNOWN, by: 'anywhere', among: places.length, members, began, clusters });
    }
  }
  for (const list of several) list.sort((a, b) => a.hops - b.hops || b.trust.confidence - a.trust.confidence || compareText(a.service, b.service));
  return {
    all: all.map(({ service, found }) => ({ service, explained: found })),
    of: (service) => { const node = nodes.get(service); return node?.search === search ? node.found : undefined; },
  };
};
