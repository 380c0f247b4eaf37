import { Time } from '@culprit/domain';
import { z } from 'zod';
import { kind } from '../define.js';
import type { Rollout } from '../kind.js';
import { conditionOf, Conditions, entityOf, statusWrittenAt, type Meta } from '../meta.js';
import { namedBy } from '../named.js';
import { PodTemplate, podFacts } from '../pods.js';
import { ranBy } from '../ran.js';
import { unavailable, workloadOf } from '../workload.js';

const Strategy = z.looseObject({ canary: z.looseObject({ steps: z.array(z.looseObject({ setWeight: z.int().optional() })).nullish() }).nullish() }).nullish().catch(undefined);
const ArgoRollout = z.object({
  spec: z.looseObject({ replicas: z.int().nonnegative().nullish(), template: PodTemplate.nullish(), workloadRef: z.object({ kind: z.string(), name: z.string() }).nullish(), strategy: Strategy }),
  status: z
    .object({
      phase: z.string().optional(), observedGeneration: z.coerce.string().optional(), readyReplicas: z.int().optional(), abort: z.boolean().optional(), abortedAt: z.string().nullish(),
      currentStepIndex: z.int().nullish(), pauseConditions: z.array(z.object({ startTime: Time })).nullish().catch(undefined),
      currentPodHash: z.string().optional(), stableRS: z.string().optional(), conditions: Conditions,
    })
    .nullish(),
});
type ArgoRollout = z.output<typeof ArgoRollout>;
const NONE: PodTemplate = { spec: { containers: [] } };

const countsOf = ({ spec, status }: ArgoRollout) => ({ desired: spec.replicas ?? 1, ready: status?.readyReplicas ?? 0, observed: status?.observedGeneration !== undefined });

/** Where it waits between two steps, it has got to a stage: the weight that was set before the pause counts since then. */
const stageOf = ({ spec, status }: ArgoRollout): Rollout | undefined => {
  const at = status?.pauseConditions?.map(({ startTime }) => startTime).sort().at(-1);
  const weight = spec.strategy?.canary?.steps?.slice(0, status?.currentStepIndex ?? 0).findLast(({ setWeight }) => setWeight !== undefined)?.setWeight;
  return at === undefined ? undefined : { outcome: 'staged', at, ...(weight === undefined ? {} : { weight }) };
};

/** Promoted: what is wanted is what is stable. Aborted or degraded: failed. */
const rolloutOf = (it: ArgoRollout & { readonly metadata: Meta }): Rollout | undefined => {
  const { metadata, status } = it;
  if (!status || Number(status.observedGeneration) < (metadata.generation ?? 0)) return undefined;
  const at = [conditionOf(status.conditions, 'Progressing')?.lastUpdateTime ?? '', statusWrittenAt(metadata)].sort().at(-1);
  const when = at ? { at } : {};
  if (status.abort === true || status.phase === 'Degraded') return { outcome: 'failed', ...when };
  return status.phase === 'Healthy' && status.currentPodHash === status.stableRS ? { outcome: 'succeeded', ...when } : stageOf(it);
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
