import type { Workload } from '@culprit/domain';
import type { Sign } from './kind.js';
import type { Meta } from './meta.js';
import { imagesOf, type PodTemplate } from './pods.js';

export interface Counts {
  readonly desired: number;
  readonly ready: number;
  /** False while no controller has written a status: then the counts say nothing. */
  readonly observed: boolean;
  readonly since?: string | null | undefined;
}

const healthOf = ({ desired, ready }: Counts): Workload['health'] => {
  if (ready >= desired) return 'HEALTHY';
  return ready === 0 ? 'UNHEALTHY' : 'DEGRADED';
};

/** Replicas and health by the counts alone; the hold time of DEGRADED is for whoever reads `since`. */
export const workloadOf = (kind: string, metadata: Meta, template: PodTemplate, cluster: string, counts: Counts): Workload => {
  const since = counts.since ?? metadata.creationTimestamp;
  return {
    cluster,
    namespace: metadata.namespace ?? '',
    kind,
    name: metadata.name,
    desired: counts.desired,
    ready: counts.ready,
    health: counts.observed ? healthOf(counts) : 'UNKNOWN',
    ...(since ? { since } : {}),
    images: imagesOf(template),
  };
};

/** Replicas that are missing. While a rollout is under way some may be. */
export const unavailable = (counts: Counts, rolling: boolean): Sign[] => {
  if (!counts.observed || counts.ready >= counts.desired || (rolling && counts.ready > 0)) return [];
  const none = counts.ready === 0;
  return [{ sign: 'unavailable', class: 'availability', severity: none ? 'high' : 'medium', says: `${counts.ready} of ${counts.desired} replicas are ready`, churn: true, ...(counts.since ? { since: counts.since } : {}) }];
};
