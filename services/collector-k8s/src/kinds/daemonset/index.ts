import { z } from 'zod';
import { kind } from '../define.js';
import type { Rollout } from '../kind.js';
import { statusWrittenAt, type Meta } from '../meta.js';
import { namedBy } from '../named.js';
import { PodTemplate, podFacts } from '../pods.js';
import { ranBy } from '../ran.js';
import { unavailable, workloadOf } from '../workload.js';

const DaemonSet = z.object({
  spec: z.looseObject({ template: PodTemplate, updateStrategy: z.looseObject({ type: z.string().nullish() }).nullish() }),
  status: z
    .object({ observedGeneration: z.int().optional(), desiredNumberScheduled: z.int().optional(), numberReady: z.int().optional(), numberAvailable: z.int().optional(), updatedNumberScheduled: z.int().optional() })
    .nullish(),
});
type DaemonSet = z.output<typeof DaemonSet>;

const countsOf = ({ status }: DaemonSet) => ({ desired: status?.desiredNumberScheduled ?? 0, ready: status?.numberReady ?? 0, observed: status?.observedGeneration !== undefined });
const isRolled = ({ spec, status }: DaemonSet): boolean => spec.updateStrategy?.type === 'OnDelete' || (status?.updatedNumberScheduled ?? 0) >= (status?.desiredNumberScheduled ?? 0);

const rolloutOf = (it: DaemonSet & { readonly metadata: Meta }): Rollout | undefined => {
  const { metadata, status } = it;
  if (!status || (status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return undefined;
  const at = statusWrittenAt(metadata);
  return isRolled(it) && (status.numberAvailable ?? 0) >= (status.desiredNumberScheduled ?? 0) ? { outcome: 'succeeded', ...(at ? { at } : {}) } : undefined;
};

export const daemonset = kind({
  name: 'daemonset',
  title: 'DaemonSet',
  served: [{ group: 'apps', version: 'v1', plural: 'daemonsets' }],
  namespaced: true,
  seenAcross: true,
  change: 'deployment',
  reach: 'objects',
  rolls: true,
  schema: DaemonSet,
  ran: ({ metadata, spec }) => ranBy(metadata, spec.template),
  rollout: rolloutOf,
  service: ({ metadata, spec }) => namedBy('daemonset', metadata, spec.template),
  workload: (it, cluster) => workloadOf('DaemonSet', it.metadata, it.spec.template, cluster, countsOf(it)),
  facts: ({ metadata, spec }) => podFacts(metadata.namespace ?? '', spec.template),
  signs: (it) => unavailable(countsOf(it), !isRolled(it)),
});
