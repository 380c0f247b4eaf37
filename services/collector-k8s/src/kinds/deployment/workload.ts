import type { Workload } from '@culprit/domain';
import { imageRef } from '../../redact/safe.js';
import type { Deployment } from './schema.js';

const healthOf = (desired: number, ready: number): Workload['health'] => {
  if (ready >= desired) return 'HEALTHY';
  return ready === 0 ? 'UNHEALTHY' : 'DEGRADED';
};

/** Replicas and health by the counts alone; the hold time of DEGRADED is for whoever reads `since`. */
export const workloadOf = ({ metadata, spec, status }: Deployment, cluster: string): Workload => {
  const desired = spec.replicas ?? 1;
  const ready = status?.readyReplicas ?? 0;
  const since = status?.conditions?.find((c) => c.type === 'Available')?.lastTransitionTime ?? metadata.creationTimestamp;
  return {
    cluster,
    namespace: metadata.namespace,
    kind: 'Deployment',
    name: metadata.name,
    desired,
    ready,
    // a status that no controller has written yet says nothing
    health: status?.observedGeneration === undefined ? 'UNKNOWN' : healthOf(desired, ready),
    ...(since ? { since } : {}),
    images: spec.template.spec.containers.flatMap(({ image }) => (image !== undefined && imageRef(image) !== undefined ? [image] : [])),
  };
};
