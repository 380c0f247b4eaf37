import type { Catalog } from './catalog.js';

/** Where a workload of a service runs. */
export interface Place {
  readonly cluster: string;
  readonly namespace: string;
}

const NOWHERE: readonly Place[] = [];

/** One index a catalog and environment: a catalog never changes. */
const known = new WeakMap<Catalog, Map<string, ReadonlyMap<string, readonly Place[]>>>();

const indexOf = ({ entries }: Catalog, environment: string): ReadonlyMap<string, readonly Place[]> => {
  const index = new Map<string, readonly Place[]>();
  for (const { name, statements } of entries.values()) {
    const here = statements.filter((s) => s.environment === undefined || s.environment === environment).flatMap((s) => s.workloads);
    if (here.length > 0) index.set(name, here.map(({ cluster, namespace }) => ({ cluster, namespace })));
  }
  return index;
};

/** Where the catalog says that a service runs; empty: it does not say. */
export const placesOf = (catalog: Catalog, service: string, environment: string): readonly Place[] => {
  const indexes = known.get(catalog) ?? new Map<string, ReadonlyMap<string, readonly Place[]>>();
  known.set(catalog, indexes);
  const index = indexes.get(environment) ?? indexOf(catalog, environment);
  indexes.set(environment, index);
  return index.get(service) ?? NOWHERE;
};
