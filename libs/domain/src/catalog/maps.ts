import { isSame } from '../events/canonical.js';
import type { Dependency } from '../events/dependency.js';
import type { Service } from '../events/service.js';
import { dependencyIdentity, latest, serviceIdentity } from '../events/statement.js';
import { buildCatalog, type Catalog } from './catalog.js';
import { dayOf, fades, type Fading } from './fading.js';
import { buildGraph, type Graph } from './graph.js';

/** The catalog and the calls, as all that was said of them so far has them. A call in one environment is none in another: each has a graph of its own. */
export interface Maps {
  service(said: Service): void;
  dependency(said: Dependency): void;
  /** Rises when a name, an owner or a call of the environment becomes another. */
  version(environment: string): number;
  /** The same of names and owners alone, and of the calls that the catalog states. */
  catalogVersion(): number;
  catalog(): Catalog;
  graph(environment: string): Graph;
}

/** What of a catalog statement decides a name, an owner or a call; replicas come and go without it. */
const mapped = (s: Service): object => ({ ...s, observedAt: '', links: [], workloads: s.workloads.map(({ cluster, namespace, kind, name }) => ({ cluster, namespace, kind, name })) });

/** What of an edge decides a call: when it was last seen only where it fades, and then the day. */
const stated = (d: Dependency, fading: Fading): object => ({ ...d, observedAt: fades(fading, d.source) ? dayOf(d.observedAt) : 0 });

/** Keeps the statement that counts; true when what it says has changed. */
export const state = <E extends Parameters<typeof latest>[0]>(index: Map<string, E>, key: string, event: E, says: (e: E) => unknown): boolean => {
  const known = index.get(key);
  const counts = known === undefined ? event : latest(known, event);
  index.set(key, counts);
  return counts !== known && (known === undefined || !isSame(says(counts), says(known)));
};

/** The calls that hold in every environment, and those of none that has some of its own. */
const EVERYWHERE = '';

export const createMaps = (fading: Fading): Maps => {
  const services = new Map<string, Service>();
  const dependencies = new Map<string, Map<string, Dependency>>();
  const versions = new Map<string, number>();
  const graphs = new Map<string, { readonly version: number; readonly graph: Graph }>();
  let catalogVersion = 0;
  let built: { readonly version: number; readonly catalog: Catalog } | undefined;

  const version = (environment: string): number => catalogVersion + (versions.get(EVERYWHERE) ?? 0) + (environment === EVERYWHERE ? 0 : versions.get(environment) ?? 0);
  const catalog = (): Catalog => {
    if (built?.version !== catalogVersion) built = { version: catalogVersion, catalog: buildCatalog(services.values()) };
    return built.catalog;
  };
  const said = (of: string): Iterable<Dependency> => dependencies.get(of)?.values() ?? [];

  return {
    version,
    catalogVersion: () => catalogVersion,
    catalog,
    service: (event) => {
      if (state(services, serviceIdentity(event), event, mapped)) catalogVersion += 1;
    },
    dependency: (event) => {
      const of = event.environment ?? EVERYWHERE;
      const index = dependencies.get(of) ?? new Map<string, Dependency>();
      dependencies.set(of, index);
      if (state(index, dependencyIdentity(event), event, (d) => stated(d, fading))) versions.set(of, (versions.get(of) ?? 0) + 1);
    },
    graph: (environment) => {
      const of = dependencies.has(environment) ? environment : EVERYWHERE;
      const known = graphs.get(of);
      const now = version(of);
      if (known?.version === now) return known.graph;
      const graph = of === EVERYWHERE ? buildGraph(said(of), catalog(), fading) : buildGraph([...said(EVERYWHERE), ...said(of)], catalog(), fading, of);
      graphs.set(of, { version: now, graph });
      return graph;
    },
  };
};
