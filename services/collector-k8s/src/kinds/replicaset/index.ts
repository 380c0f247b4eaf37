import { z } from 'zod';
import { kind } from '../define.js';
import { controllerOf } from '../meta.js';
import { namedBy } from '../named.js';
import { PodTemplate, podFacts } from '../pods.js';
import { ranBy } from '../ran.js';
import { templateLeaves } from '../template-leaves.js';
import { workloadOf } from '../workload.js';

const ReplicaSet = z.object({
  spec: z.looseObject({ replicas: z.int().nonnegative().nullish(), template: PodTemplate }),
  status: z.object({ observedGeneration: z.int().optional(), readyReplicas: z.int().optional() }).nullish(),
});

const REVISION = 'deployment.kubernetes.io/revision';
const ROLLOUT_REVISION = 'rollout.argoproj.io/revision';

/** The steps of rollouts; one that nobody controls is a workload of its own. */
export const replicaset = kind({
  name: 'replicaset',
  title: 'ReplicaSet',
  served: [{ group: 'apps', version: 'v1', plural: 'replicasets' }],
  namespaced: true,
  change: 'deployment',
  reach: 'objects',
  schema: ReplicaSet,
  derivedFrom: ['Deployment', 'Rollout'],
  ran: ({ metadata, spec }) => ranBy(metadata, spec.template),
  service: ({ metadata, spec }) => (controllerOf(metadata) === undefined ? namedBy('replicaset', metadata, spec.template) : undefined),
  workload: ({ metadata, spec, status }, cluster) =>
    controllerOf(metadata) === undefined ? workloadOf('ReplicaSet', metadata, spec.template, cluster, { desired: spec.replicas ?? 1, ready: status?.readyReplicas ?? 0, observed: status?.observedGeneration !== undefined }) : undefined,
  facts: ({ metadata, spec }) => (controllerOf(metadata) === undefined ? podFacts(metadata.namespace ?? '', spec.template) : undefined),
  step: ({ metadata, spec }, redactor) => {
    const owner = controllerOf(metadata);
    const revision = Number(metadata.annotations?.[REVISION] ?? metadata.annotations?.[ROLLOUT_REVISION]);
    if (owner === undefined || !Number.isInteger(revision) || !metadata.creationTimestamp) return undefined;
    return { of: owner.uid, name: owner.name, revision, at: metadata.creationTimestamp, template: () => templateLeaves(spec.template, redactor) };
  },
});
