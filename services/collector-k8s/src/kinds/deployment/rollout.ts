import type { Rollout } from '../kind.js';
import { conditionOf, statusWrittenAt, type Meta } from '../meta.js';
import type { Deployment } from './schema.js';

/** `kubectl rollout status`: complete when every replica is of the present template and available, failed when the deadline has passed. */
export const rolloutOf = ({ metadata, spec, status }: Deployment & { readonly metadata: Meta }): Rollout | undefined => {
  if (!status || (status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return undefined;
  const progressing = conditionOf(status.conditions, 'Progressing');
  const at = [progressing?.lastUpdateTime ?? '', statusWrittenAt(metadata)].sort().at(-1);
  const when = at ? { at } : {};
  if (progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded') return { outcome: 'failed', ...when };

  const wanted = spec.replicas ?? 1;
  const updated = status.updatedReplicas ?? 0;
  // some clusters report no Progressing condition (progressDeadlineSeconds unset); then the counts alone decide
  const progressed = progressing === undefined || progressing.reason === 'NewReplicaSetAvailable';
  const complete = progressed && updated >= wanted && (status.replicas ?? 0) <= wanted && (status.availableReplicas ?? 0) >= wanted;
  return complete ? { outcome: 'succeeded', ...when } : undefined;
};
