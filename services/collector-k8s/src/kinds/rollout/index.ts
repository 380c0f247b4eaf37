import { z } from 'zod';
import { kind } from '../define.js';
import type { Rollout } from '../kind.js';
import { conditionOf, Conditions, entityOf, statusWrittenAt, type Meta } from '../meta.js';
import { namedBy } from '../named.js';
import { PodTemplate, podFacts } from '../pods.js';
import { ranBy } from '../ran.js';
import { unavailable, workloadOf } from '../workload.js';

const ArgoRollout = z.object({
  spec: z.looseObject({ replicas: z.int().nonnegative().nullish(), template: PodTemplate.nullish(), workloadRef: z.object({ kind: z.string(), name: z.string() }).nullish() }),
  status: z
    .object({
      phase: z.string().optional(), observedGeneration: z.coerce.string().optional(), readyReplicas: z.int().optional(), abort: z.boolean().optional(), abortedAt: z.string().nullish(),
      currentPodHash: z.string().optional(), stableRS: z.string().optional(), conditions: Conditions,
    })
    .nullish(),
});
type ArgoRollout = z.output<typeof ArgoRollout>;
const NONE: PodTemplate = { spec: { containers: [] } };

const countsOf = ({ spec, status }: ArgoRollout) => ({ desired: spec.replicas ?? 1, ready: status?.readyReplicas ?? 0, observed: status?.observedGeneration !== undefined });

/** Promoted: what is wanted is what is stable. Aborted or degraded: failed. A pause is neither. */
const rolloutOf = ({ metadata, status }: ArgoRollout & { readonly metadata: Meta }): Rollout | undefined => {
  if (!status || Number(status.observedGeneration) < (metadata.generation ?? 0)) return undefined;
  const at = [conditionOf(status.conditions, 'Progressing')?.lastUpdateTime ?? '', statusWrittenAt(metadata)].sort().at(-1);
  const when = at ? { at } : {};
  if (status.abort === true || status.phase === 'Degraded') return { outcome: 'failed', ...when };
  return status.phase === 'Healthy' && status.currentPodHash === status.stableRS ? { outcome: 'succeeded', ...when } : undefined;
};

export const rollout = kind({
  name: 'rollout',
  title: 'Rollout',
  served: [{ group: 'argoproj.io', version: 'v1alpha1', plural: 'rollouts' }],
  namespaced: true,
  seenAcross: true,
  change: 'deployment',
  reach: 'objects',
  rolls: true,
  schema: ArgoRollout,
  ran: ({ metadata, spec }) => (spec.template ? ranBy(metadata, spec.template) : {}),
  rollout: rolloutOf,
  service: ({ metadata, spec }) => (spec.template ? namedBy('rollout', metadata, spec.template) : undefined),
  workload: (it, cluster) => (it.spec.template ? workloadOf('Rollout', it.metadata, it.spec.template, cluster, countsOf(it)) : undefined),
  facts: ({ metadata, spec }) => (spec.workloadRef ? { acts: [entityOf(metadata.namespace, spec.workloadRef.kind, spec.workloadRef.name)] } : podFacts(metadata.namespace ?? '', spec.template ?? NONE)),
  signs: (it) => unavailable(countsOf(it), it.status?.phase === 'Progressing' || it.status?.phase === 'Paused'),
});
