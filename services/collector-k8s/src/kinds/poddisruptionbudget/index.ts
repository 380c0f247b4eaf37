import { z } from 'zod';
import { kind } from '../define.js';
import { LabelSelector, selectorOf } from '../selector.js';

const PodDisruptionBudget = z.object({ spec: z.looseObject({ selector: LabelSelector.nullish() }) });

export const poddisruptionbudget = kind({
  name: 'poddisruptionbudget',
  title: 'PodDisruptionBudget',
  served: [{ group: 'policy', version: 'v1', plural: 'poddisruptionbudgets' }, { group: 'policy', version: 'v1beta1', plural: 'poddisruptionbudgets' }],
  namespaced: true,
  change: 'infrastructure',
  reach: 'namespace',
  schema: PodDisruptionBudget,
  facts: ({ spec }) => {
    const selects = selectorOf(spec.selector);
    return selects === undefined ? undefined : { selects };
  },
});
