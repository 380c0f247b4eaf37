import { z } from 'zod';
import { kind } from '../define.js';
import type { Rollout } from '../kind.js';
import { conditionOf, Conditions, controllerOf, entityOf, type Meta } from '../meta.js';
import { PodTemplate, podFacts } from '../pods.js';
import { ranBy } from '../ran.js';

const Job = z.object({ spec: z.looseObject({ template: PodTemplate }), status: z.object({ conditions: Conditions }).nullish() });
type Job = z.output<typeof Job>;

const outcomeOf = ({ status }: Job): Rollout | undefined => {
  for (const [type, outcome] of [['Failed', 'failed'], ['Complete', 'succeeded']] as const) {
    const condition = conditionOf(status?.conditions, type);
    if (condition?.status === 'True') return { outcome, ...(condition.lastTransitionTime ? { at: condition.lastTransitionTime } : {}) };
  }
  return undefined;
};

/** Whose failing it is: a run has no name that lasts. */
const lasting = (metadata: Meta): string | undefined => {
  const owner = controllerOf(metadata);
  return owner === undefined ? undefined : entityOf(metadata.namespace, owner.kind, owner.name);
};

/** One that a person or a pipeline started is a change with an end; the runs of a CronJob are none. */
export const job = kind({
  name: 'job',
  title: 'Job',
  served: [{ group: 'batch', version: 'v1', plural: 'jobs' }],
  namespaced: true,
  seenAcross: true,
  change: 'job',
  reach: 'objects',
  rolls: true,
  endsSilently: true,
  schema: Job,
  derivedFrom: ['CronJob'],
  ran: ({ metadata, spec }) => ranBy(metadata, spec.template),
  rollout: outcomeOf,
  facts: ({ metadata, spec }) => (controllerOf(metadata) === undefined ? podFacts(metadata.namespace ?? '', spec.template) : undefined),
  signs: (it) => {
    const outcome = outcomeOf(it);
    const of = lasting(it.metadata);
    return outcome?.outcome === 'failed' ? [{ sign: 'job-failed', class: 'errors', severity: 'medium', says: `its run ${it.metadata.name} failed`, ...(outcome.at ? { since: outcome.at } : {}), ...(of === undefined ? {} : { of }) }] : [];
  },
});
