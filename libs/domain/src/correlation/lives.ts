import type { Catalog } from '../catalog/catalog.js';
import { type Place, placesOf } from '../catalog/places.js';
import type { Alert } from '../events/alert.js';
import type { Member } from './membership.js';
import type { Placed } from './placed.js';

/** The clusters in which a service runs; undefined where nobody knows. `changes`: what is known to have been changed of it. */
export type LivesIn = (service: string, changes: readonly Placed[]) => ReadonlySet<string> | undefined;

/** One change in a cluster does not say that there is no other. */
const TELLING = 2;

const namespaceLabels = ['namespace', 'kube_namespace', 'k8s.namespace.name', 'kubernetes_namespace', 'exported_namespace'] as const;

/** The namespace that an alert says, as monitors call it. */
export const namespaceOf = ({ labels }: Pick<Alert, 'labels'>): string | undefined => {
  for (const name of namespaceLabels) if (labels[name] !== undefined && labels[name] !== '') return labels[name];
  return undefined;
};

/** By the catalog; where that does not say, by where it was changed in all these days. */
export const livesIn = (catalog: Catalog, environment: string): LivesIn => (service, changes) => {
  const places = placesOf(catalog, service, environment);
  if (places.length > 0) return new Set(places.map(({ cluster }) => cluster));
  const clusters = new Set<string>();
  for (const { change } of changes) if (change.cluster !== undefined) clusters.add(change.cluster);
  return changes.length < TELLING || clusters.size === 0 ? undefined : clusters;
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
