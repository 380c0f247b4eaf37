import { canonicalEnvironment, type Environment } from '@culprit/domain';
import type { Attributes } from '../otlp/batch.js';

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

/** Names of the same attributes: of a resource (dots), and as labels of a service graph (underscores, for one side of the call or both). */
const environmentNames = ['deployment.environment.name', 'deployment.environment', 'client_deployment_environment_name', 'client_deployment_environment', 'deployment_environment_name', 'deployment_environment'];
const clusterNames = ['k8s.cluster.name', 'client_k8s_cluster_name', 'k8s_cluster_name'];
const namespaceNames = ['k8s.namespace.name', 'client_k8s_namespace_name', 'k8s_namespace_name'];

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
