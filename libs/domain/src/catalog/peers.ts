import { compareText } from '../events/canonical.js';
import type { Catalog } from './catalog.js';

/** A service that shares a system or a namespace with another, and which. */
export interface Peer {
  readonly service: string;
  /** `system shop`, `namespace shop`. */
  readonly shares: string;
}

const workload = /^([^/]+)\/(?:deployment|statefulset|daemonset|rollout)\/[^/]+$/;

/** One index a catalog and environment: a catalog never changes. */
const known = new WeakMap<Catalog, Map<string, ReadonlyMap<string, readonly Peer[]>>>();

const NOBODY: ReadonlySet<string> = new Set();

const grouped = <T>(list: readonly T[], by: (one: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of list) void (groups.get(by(one))?.push(one) ?? groups.set(by(one), [one]));
  return groups;
};

/** Those who live together in a namespace: of one cluster, and whoever does not say of which. */
const inNamespaces = (all: readonly { readonly service: string; readonly namespace: string; readonly cluster: string | undefined }[]): (readonly [string, ReadonlySet<string>])[] =>
  [...grouped(all, ({ namespace }) => namespace)].flatMap(([namespace, here]) => {
    const clusters = grouped(here.filter(({ cluster }) => cluster !== undefined), ({ cluster = '' }) => cluster);
    const placed = new Set([...clusters.values()].flat().map(({ service }) => service));
    const anywhere = here.flatMap(({ service, cluster }) => (cluster === undefined && !placed.has(service) ? [service] : []));
    const sets = clusters.size === 0 ? [NOBODY] : [...clusters].sort(([a], [b]) => compareText(a, b)).map(([, members]) => new Set(members.map(({ service }) => service)));
    return sets.map((services) => [`namespace ${namespace}`, new Set([...services, ...anywhere])] as const);
  });

const indexOf = ({ entries }: Catalog, environment: string, most: number): ReadonlyMap<string, readonly Peer[]> => {
  const said = [...entries.values()].flatMap(({ name, statements }) => statements.filter((s) => s.environment === undefined || s.environment === environment).map((s) => ({ ...s, service: name })));
  const systems = [...grouped(said.filter(({ system }) => system !== undefined), ({ system = '' }) => system)].map(([system, members]) => [`system ${system}`, new Set(members.map(({ service }) => service))] as const);
  const together = [...systems, ...inNamespaces(said.flatMap(({ service, workloads, aliases }) => [
    ...workloads.map(({ namespace, cluster }) => ({ service, namespace, cluster })),
    ...aliases.flatMap((alias) => { const namespace = workload.exec(alias)?.[1]; return namespace === undefined ? [] : [{ service, namespace, cluster: undefined }]; }),
  ]))];
  const peers = new Map<string, Peer[]>();
  for (const [shares, services] of together.sort(([a], [b]) => compareText(b, a))) {
    if (services.size > most) continue;
    const sorted = [...services].sort(compareText);
    for (const service of sorted) {
      const list = peers.get(service) ?? [];
      list.push(...sorted.filter((other) => other !== service && !list.some((p) => p.service === other)).map((other) => ({ service: other, shares })));
      peers.set(service, list);
    }
  }
  return peers;
};

/** Who lives in the same system, or in the same namespace of a cluster, a system before a namespace; each once. Where more than `most` live together, that says nothing any more. */
export const peersOf = (catalog: Catalog, service: string, environment: string, most: number): readonly Peer[] => {
  const indexes = known.get(catalog) ?? new Map<string, ReadonlyMap<string, readonly Peer[]>>();
  known.set(catalog, indexes);
  const name = `${most} ${environment}`;
  const index = indexes.get(name) ?? indexOf(catalog, environment, most);
  indexes.set(name, index);
  return index.get(service) ?? [];
};
