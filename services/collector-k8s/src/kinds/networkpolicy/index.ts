import { z } from 'zod';
import { kind } from '../define.js';
import { LabelSelector, selectorOf } from '../selector.js';

const NetworkPolicy = z.object({ spec: z.looseObject({ podSelector: LabelSelector.nullish() }).nullish().transform((spec) => spec ?? {}) });

/** One for all pods of its namespace may touch everything in it. */
export const networkpolicy = kind({
  name: 'networkpolicy',
  title: 'NetworkPolicy',
  served: [{ group: 'networking.k8s.io', version: 'v1', plural: 'networkpolicies' }],
  namespaced: true,
  change: 'config',
  reach: 'namespace',
  schema: NetworkPolicy,
  lists: { ports: (item) => (item['port'] === undefined ? undefined : `${String(item['protocol'] ?? 'TCP')} ${String(item['port'])}`) },
  facts: ({ spec }) => {
    const selects = selectorOf(spec.podSelector);
    return selects === undefined ? undefined : { selects };
  },
});
