import { canonicalEnvironment, type Environment } from '@culprit/domain';
import type { Config } from './config.js';
import { shardOf, type Shard } from './shard.js';

/** Which environment things of the cluster are in, and which of them are ours to tell. */
export interface Places {
  readonly cluster: string;
  /** Of what stands in no namespace, such as the cluster itself. */
  readonly environment: string;
  readonly environmentOf: (namespace: string) => string;
  readonly shard: Shard;
}

/** A namespace that the configuration knows is nearer than what is said of its cluster. */
export const placesOf = (environments: readonly Environment[], config: Pick<Config, 'COLLECTOR_K8S_CLUSTER' | 'COLLECTOR_K8S_ENVIRONMENT'> & Partial<Pick<Config, 'COLLECTOR_K8S_SHARD' | 'COLLECTOR_K8S_SHARDS'>>): Places => {
  const cluster = config.COLLECTOR_K8S_CLUSTER;
  const environment = canonicalEnvironment(environments, { environment: config.COLLECTOR_K8S_ENVIRONMENT, cluster }) ?? 'default';
  return { cluster, environment, environmentOf: (namespace) => canonicalEnvironment(environments, { namespace }) ?? environment, shard: shardOf(config.COLLECTOR_K8S_SHARD ?? 0, config.COLLECTOR_K8S_SHARDS ?? 1) };
};
