import { z } from 'zod';
import { kind } from '../define.js';
import type { Rollout } from '../kind.js';
import { statusWrittenAt, type Meta } from '../meta.js';
import { namedBy } from '../named.js';
import { PodTemplate, podFacts } from '../pods.js';
import { ranBy } from '../ran.js';
import { unavailable, workloadOf } from '../workload.js';

const StatefulSet = z.object({
  spec: z.looseObject({ replicas: z.int().nonnegative().nullish(), template: PodTemplate, updateStrategy: z.looseObject({ type: z.string().nullish() }).nullish() }),
  status: z
    .object({
      observedGeneration: z.int().optional(), replicas: z.int().optional(), readyReplicas: z.int().optional(), updatedReplicas: z.int().optional(),
      currentRevision: z.string().optional(), updateRevision: z.string().optional(),
    })
    .nullish(),
});
type StatefulSet = z.output<typeof StatefulSet>;

const countsOf = ({ spec, status }: StatefulSet) => ({ desired: spec.replicas ?? 1, ready: status?.readyReplicas ?? 0, observed: status?.observedGeneration !== undefined });

/** `kubectl rollout status`; one that is rolled by hand (OnDelete) is done when it is written. */
const rolloutOf = ({ metadata, spec, status }: StatefulSet & { readonly metadata: Meta }): Rollout | undefined => {
  if (!status || (status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return undefined;
  const wanted = spec.replicas ?? 1;
  const at = statusWrittenAt(metadata);
  const rolled = spec.updateStrategy?.type === 'OnDelete' || status.updateRevision === status.currentRevision || (status.updatedReplicas ?? 0) >= wanted;
  return rolled && (status.readyReplicas ?? 0) >= wanted && (status.replicas ?? 0) <= wanted ? { outcome: 'succeeded', ...(at ? { at } : {}) } : undefined;
};

export const statefulset = kind({
  name: 'statefulset',
  title: 'StatefulSet',
  served: [{ group: 'apps', version: 'v1', plural: 'statefulsets' }],
  namespaced: true,
  seenAcross: true,
  change: 'deployment',
  reach: 'objects',
  rolls: true,
  schema: StatefulSet,
  ran: ({ metadata, spec }) => ranBy(metadata, spec.template),
  rollout: rolloutOf,
  service: ({ metadata, spec }) => namedBy('statefulset', metadata, spec.template),
  workload: (it, cluster) => workloadOf('StatefulSet', it.metadata, it.spec.template, cluster, countsOf(it)),
  facts: ({ metadata, spec }) => podFacts(metadata.namespace ?? '', spec.template),
  signs: (it) => unavailable(countsOf(it), it.status?.updateRevision !== it.status?.currentRevision),
});
