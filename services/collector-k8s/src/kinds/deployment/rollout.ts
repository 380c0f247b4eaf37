import type { Rollout } from '../kind.js';
import type { Deployment } from './schema.js';

/** `kubectl rollout status`: complete when every replica is of the present template and available, failed when the deadline has passed. */
export const rolloutOf = ({ metadata, spec, status }: Deployment): Rollout | undefined => {
  if (!status || (status.observedGeneration ?? 0) < metadata.generation) return undefined;
  const progressing = status.conditions?.find((c) => c.type === 'Progressing');
  const statusWrites = (metadata.managedFields ?? []).filter((entry) => entry.subresource === 'status').map((entry) => entry.time ?? '');
  const at = [progressing?.lastUpdateTime ?? '', ...statusWrites].sort().at(-1);
  const when = at ? { at } : {};
  if (progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded') return { outcome: 'failed', ...when };

  const wanted = spec.replicas ?? 1;
  const updated = status.updatedReplicas ?? 0;
  // some clusters report no Progressing condition (progressDeadlineSeconds unset); then the counts alone decide
  const progressed = progressing === undefined || progressing.reason === 'NewReplicaSetAvailable';
  const complete = progressed && updated >= wanted && (status.replicas ?? 0) <= wanted && (status.availableReplicas ?? 0) >= wanted;
  return complete ? { outcome: 'succeeded', ...when } : undefined;
};
