import type { Catalog } from '../catalog/catalog.js';
import { type Place, placesOf } from '../catalog/places.js';
import type { Alert } from '../events/alert.js';
import type { Member } from './membership.js';
import { placedOf, type Run } from './run.js';

/** The clusters in which a service runs; undefined where nobody knows. `changes`: what is known to have been changed of it. */
export type LivesIn = (service: string, changes: Run) => ReadonlySet<string> | undefined;

/**
 * Rollouts that begin in one cluster come to the others within hours: only what was changed so often, and so long before (ms), in one alone is known to
 * run nowhere else.
 */
const OFTEN = 3;
const LONG = 86_400_000;

const namespaceLabels = ['namespace', 'kube_namespace', 'k8s.namespace.name', 'kubernetes_namespace', 'exported_namespace'] as const;

/** The namespace that an alert says, as monitors call it. */
export const namespaceOf = ({ labels }: Pick<Alert, 'labels'>): string | undefined => {
  for (const name of namespaceLabels) if (labels[name] !== undefined && labels[name] !== '') return labels[name];
  return undefined;
};

/** Where each service runs: a catalog never changes. */
const stated = new WeakMap<Catalog, Map<string, Map<string, ReadonlySet<string>>>>();
const NOWHERE: ReadonlySet<string> = new Set();

const statedIn = (catalog: Catalog, environment: string): Map<string, ReadonlySet<string>> => {
  const all = stated.get(catalog) ?? new Map<string, Map<string, ReadonlySet<string>>>();
  stated.set(catalog, all);
  const here = all.get(environment) ?? new Map<string, ReadonlySet<string>>();
  all.set(environment, here);
  return here;
};
const clustersOf = (places: readonly Place[]): ReadonlySet<string> => (places.length === 0 ? NOWHERE : new Set(places.map(({ cluster }) => cluster)));

/** By the catalog; where that does not say, by where it was changed in all these days. */
export const livesIn = (catalog: Catalog, environment: string): LivesIn => {
  const known = statedIn(catalog, environment);
  return (service, changes) => {
    let places = known.get(service);
    if (places === undefined) known.set(service, (places = clustersOf(placesOf(catalog, service, environment))));
    return places.size > 0 ? places : changedIn(changes);
  };
};

const changedIn = (changes: Run): ReadonlySet<string> | undefined => {
  if (changes.count < OFTEN) return undefined;
  const clusters = new Set<string>();
  let [count, first, last] = [0, Number.POSITIVE_INFINITY, 0];
  for (const { change, occurredAt } of placedOf(changes)) {
    if (change.cluster === undefined) continue;
    clusters.add(change.cluster);
    count += 1;
    if (occurredAt < first) first = occurredAt;
    if (occurredAt > last) last = occurredAt;
  }
  return count < OFTEN || last - first < LONG ? undefined : clusters;
};

/** Where the alert is: as it says itself, and what it leaves out as the catalog says of its services. */
export const placesOfMember = ({ episode: { first }, services }: Member, catalog: Catalog, environment: string): readonly Partial<Place>[] => {
  const said = { cluster: first.cluster, namespace: namespaceOf(first) };
  if (said.cluster !== undefined && said.namespace !== undefined) return [{ cluster: said.cluster, namespace: said.namespace }];
  const known = services
    .flatMap((service) => placesOf(catalog, service, environment))
    .filter(({ cluster, namespace }) => (said.cluster ?? cluster) === cluster && (said.namespace ?? namespace) === namespace);
  if (known.length > 0) return known;
  return [{ ...(said.cluster === undefined ? {} : { cluster: said.cluster }), ...(said.namespace === undefined ? {} : { namespace: said.namespace }) }];
};
