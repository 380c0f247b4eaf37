import { partitionOf } from '@culprit/ports';

/** Which of the collectors that share one cluster this is. */
export interface Shard {
  readonly index: number;
  readonly count: number;
  /** Whether what stands in this namespace is told by this one. What stands in none is told by the first. */
  mine(namespace: string): boolean;
}

export const shardOf = (index: number, count: number): Shard => ({
  index,
  count,
  mine: (namespace) => count === 1 || (namespace === '' ? index === 0 : partitionOf(namespace, count) === index),
});

export const whole = shardOf(0, 1);

/** Under which name its part of a cluster stands where the latest statement of a name counts: statements of several shards must add up. */
export const instanceOf = (cluster: string, index: number): string => (index === 0 ? cluster : `${cluster}/shard-${index}`);

/** Whether an instance is a shard of a cluster; undefined: none of it. */
export const indexOf = (cluster: string, instance: string): number | undefined => {
  if (instance === cluster) return 0;
  const index = instance.startsWith(`${cluster}/shard-`) ? Number(instance.slice(cluster.length + '/shard-'.length)) : Number.NaN;
  return Number.isInteger(index) && index > 0 ? index : undefined;
};

/** The namespace of an entity, `shop/deployment/rest-api`; empty for what stands in none. */
export const namespaceOf = (entity: string): string => (entity.split('/').length > 2 ? (entity.split('/')[0] ?? '') : '');
