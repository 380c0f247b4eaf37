import { kind } from '../define.js';
import { namedBy } from '../named.js';
import { podFacts } from '../pods.js';
import { ranBy } from '../ran.js';
import { conditionOf } from '../meta.js';
import { unavailable, workloadOf } from '../workload.js';
import { rolloutOf } from './rollout.js';
import { Deployment } from './schema.js';

const countsOf = ({ spec, status }: Deployment) => ({
  desired: spec.replicas ?? 1,
  ready: status?.readyReplicas ?? 0,
  observed: status?.observedGeneration !== undefined,
  since: conditionOf(status?.conditions, 'Available')?.lastTransitionTime,
});

export const deployment = kind({
  name: 'deployment',
  title: 'Deployment',
  served: [{ group: 'apps', version: 'v1', plural: 'deployments' }],
  namespaced: true,
  seenAcross: true,
  change: 'deployment',
  reach: 'objects',
  rolls: true,
  loudAnnotations: true,
  schema: Deployment,
  ran: ({ metadata, spec }) => ranBy(metadata, spec.template),
  rollout: rolloutOf,
  service: ({ metadata, spec }) => namedBy('deployment', metadata, spec.template),
  workload: (it, cluster) => workloadOf('Deployment', it.metadata, it.spec.template, cluster, countsOf(it)),
  facts: ({ metadata, spec }) => podFacts(metadata.namespace ?? '', spec.template),
  signs: (it) => {
    const rollout = rolloutOf(it);
    const failed = conditionOf(it.status?.conditions, 'Progressing');
    return [
      ...unavailable(countsOf(it), rollout === undefined),
      ...(rollout?.outcome === 'failed' ? [{ sign: 'progress-deadline', class: 'availability', severity: 'high', says: 'its rollout made no progress within its deadline', ...(failed?.lastTransitionTime ? { since: failed.lastTransitionTime } : {}) } as const] : []),
    ];
  },
});
