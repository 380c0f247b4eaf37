import { compareText } from '../events/canonical.js';
import type { Dependency } from '../events/dependency.js';
import { dependencyIdentity, latest } from '../events/statement.js';
import type { Catalog } from './catalog.js';
import { resolveName } from './resolve.js';

/** `from` calls `to`, in `environment` or (undefined) in all, between two instants (`''` and `~` stand for always). */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly environment: string | undefined;
  readonly validFrom: string;
  readonly validTo: string;
  readonly kind: string;
  readonly source: string;
  readonly confidence: number;
}

export interface Graph {
  /** Who a service calls, sorted by name. */
  callees(service: string, environment: string, at: string): readonly string[];
  callers(service: string, environment: string, at: string): readonly string[];
  readonly edges: readonly Edge[];
}

/** Every instant is after the first and before the second, as text. */
const ALWAYS = { from: '', to: '~' } as const;

/** The edges that dependencies and the catalog's `dependsOn` state, under the one name of each service, in a fixed order. */
export const edgesOf = (dependencies: Iterable<Dependency>, catalog: Catalog): Edge[] => {
  const newest = new Map<string, Dependency>();
  for (const d of dependencies) {
    const key = dependencyIdentity(d);
    const known = newest.get(key);
    newest.set(key, known === undefined ? d : latest(known, d));
  }
  const edges: Edge[] = [...newest.values()].map((d) => ({
    from: resolveName(catalog, d.from, { environment: d.environment }),
    to: resolveName(catalog, d.to, { environment: d.environment }),
    environment: d.environment,
    validFrom: d.validFrom ?? ALWAYS.from,
    validTo: d.validTo ?? ALWAYS.to,
    kind: d.kind,
    source: d.source,
    confidence: d.confidence ?? 1,
  }));
  for (const { name, statements } of catalog.entries.values()) {
    for (const s of statements) {
      for (const callee of s.dependsOn) {
        edges.push({ from: name, to: resolveName(catalog, callee, { environment: s.environment }), environment: s.environment, validFrom: ALWAYS.from, validTo: ALWAYS.to, kind: 'call', source: s.source, confidence: 1 });
      }
    }
  }
  const text = (e: Edge): string => JSON.stringify([e.from, e.to, e.environment ?? '', e.kind, e.source, e.validFrom, e.validTo]);
  return edges.filter((e) => e.from !== e.to).sort((a, b) => compareText(text(a), text(b)));
};

export const buildGraph = (dependencies: Iterable<Dependency>, catalog: Catalog): Graph => {
  const edges = edgesOf(dependencies, catalog);
  const out = new Map<string, Edge[]>();
  const into = new Map<string, Edge[]>();
  const put = (map: Map<string, Edge[]>, key: string, edge: Edge): void => void (map.get(key)?.push(edge) ?? map.set(key, [edge]));
  for (const edge of edges) {
    put(out, edge.from, edge);
    put(into, edge.to, edge);
  }
  const near = (list: readonly Edge[] | undefined, end: 'from' | 'to', environment: string, at: string): string[] => {
    if (list === undefined) return [];
    const names = list.filter((e) => (e.environment === undefined || e.environment === environment) && e.validFrom <= at && at < e.validTo).map((e) => e[end]);
    return [...new Set(names)].sort(compareText);
  };
  return {
    edges,
    callees: (service, environment, at) => near(out.get(service), 'to', environment, at),
    callers: (service, environment, at) => near(into.get(service), 'from', environment, at),
  };
};

/** How each service within `depth` calls of `start` is reached: calls away, and the way there including both ends. */
export const reach = (start: string, depth: number, next: (service: string) => readonly string[]): Map<string, readonly string[]> => {
  const paths = new Map<string, readonly string[]>([[start, [start]]]);
  let frontier = [start];
  for (let hop = 0; hop < depth && frontier.length > 0; hop++) {
    const further: string[] = [];
    for (const service of frontier) {
      const path = paths.get(service) ?? [];
      for (const name of next(service)) {
        if (paths.has(name)) continue;
        paths.set(name, [...path, name]);
        further.push(name);
      }
    }
    frontier = further.sort(compareText);
  }
  return paths;
};
