import { entityOf } from '../meta.js';
import type { Pod } from './schema.js';

/** The lasting thing that a pod is one of: its Deployment rather than the ReplicaSet between, its CronJob rather than the run. */
export const ownerEntity = ({ metadata }: Pick<Pod, 'metadata'>): string | undefined => {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return undefined;
  const { labels, namespace } = metadata;
  const made = (hash: string | undefined, kind: string): string | undefined =>
    hash !== undefined && owner.name.endsWith(`-${hash}`) ? entityOf(namespace, kind, owner.name.slice(0, -hash.length - 1)) : undefined;
  if (owner.kind === 'ReplicaSet') {
    return made(labels?.['rollouts-pod-template-hash'], 'rollout') ?? made(labels?.['pod-template-hash'], 'deployment') ?? entityOf(namespace, 'replicaset', owner.name);
  }
  // a CronJob names its runs by the minute
  const run = owner.kind === 'Job' ? /^(.+)-\d{8,11}$/.exec(owner.name)?.[1] : undefined;
  return run === undefined ? entityOf(namespace, owner.kind, owner.name) : entityOf(namespace, 'cronjob', run);
};
