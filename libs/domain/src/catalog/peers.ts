import { compareText } from '../events/canonical.js';
import type { Catalog } from './catalog.js';

/** A service that shares a system or a namespace with another, and which. */
export interface Peer {
  readonly service: string;
  /** `system shop`, `namespace shop`. */
  readonly shares: string;
}

/** Where more live together than this, that says nothing any more. */
const MOST = 50;

const workload = /^([^/]+)\/(?:deployment|statefulset|daemonset|rollout)\/[^/]+$/;

/** One index a catalog and environment: a catalog never changes. */
const known = new WeakMap<Catalog, Map<string, ReadonlyMap<string, readonly Peer[]>>>();

const indexOf = ({ entries }: Catalog, environment: string): ReadonlyMap<string, readonly Peer[]> => {
  const together = new Map<string, Set<string>>();
  for (const { name, statements } of entries.values()) {
    for (const s of statements) {
      if (s.environment !== undefined && s.environment !== environment) continue;
      const namespaces = [...s.workloads.map((w) => w.namespace), ...s.aliases.flatMap((alias) => workload.exec(alias)?.[1] ?? [])];
      for (const shares of [...(s.system === undefined ? [] : [`system ${s.system}`]), ...namespaces.map((n) => `namespace ${n}`)]) {
        void (together.get(shares)?.add(name) ?? together.set(shares, new Set([name])));
      }
    }
  }
  const peers = new Map<string, Peer[]>();
  for (const [shares, services] of [...together].sort(([a], [b]) => compareText(b, a))) {
    if (services.size > MOST) continue;
    const sorted = [...services].sort(compareText);
    for (const service of sorted) {
      const list = peers.get(service) ?? [];
      list.push(...sorted.filter((other) => other !== service && !list.some((p) => p.service === other)).map((other) => ({ service: other, shares })));
      peers.set(service, list);
    }
  }
  return peers;
};

/** Who lives in the same system or namespace, a system before a namespace; each once. */
export const peersOf = (catalog: Catalog, service: string, environment: string): readonly Peer[] => {
  const indexes = known.get(catalog) ?? new Map<string, ReadonlyMap<string, readonly Peer[]>>();
  known.set(catalog, indexes);
  const index = indexes.get(environment) ?? indexOf(catalog, environment);
  indexes.set(environment, index);
  return index.get(service) ?? [];
};
