import { canonicalEnvironment, type Environment } from '@culprit/domain';
import { labelled, type Attributes } from '../otlp/batch.js';

/** Who sent a span, and where it runs. */
export interface Place {
  readonly service: string;
  readonly environment: string | undefined;
  readonly cluster: string | undefined;
  readonly namespace: string | undefined;
}

/** What SDKs call a service that nobody named. */
const NAMELESS = /^unknown_service(:|$)/;
const LONGEST = 200;

const first = (attributes: Attributes, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const said = attributes.get(name)?.trim();
    if (said !== undefined && said !== '') return said;
  }
  return undefined;
};

export const isName = (name: string | undefined): name is string => name !== undefined && name !== '' && name.length <= LONGEST && !NAMELESS.test(name);

const environmentNames = ['deployment.environment.name', 'deployment.environment'].flatMap(labelled);
const clusterNames = labelled('k8s.cluster.name');
const namespaceNames = labelled('k8s.namespace.name');

/** `otherwise`: the environment of what names none and is in no cluster or namespace that is configured to be in one. */
export const whereabouts = (attributes: Attributes, environments: readonly Environment[], otherwise: string): Omit<Place, 'service'> => {
  const [cluster, namespace] = [first(attributes, clusterNames), first(attributes, namespaceNames)];
  return { environment: canonicalEnvironment(environments, { environment: first(attributes, environmentNames), cluster, namespace }) ?? (otherwise || undefined), cluster, namespace };
};

/** Undefined: the resource does not say which service it is. */
export const placeOf = (resource: Attributes, environments: readonly Environment[], otherwise: string): Place | undefined => {
  const service = resource.get('service.name')?.trim();
  return isName(service) ? { service, ...whereabouts(resource, environments, otherwise) } : undefined;
};
