import { z } from 'zod';
import { flatten } from '../../redact/flatten.js';
import { kind } from '../define.js';
import type { Sign } from '../kind.js';
import { Conditions } from '../meta.js';

const Node = z.object({
  spec: z.object({ unschedulable: z.boolean().nullish(), taints: z.array(z.looseObject({ key: z.string(), effect: z.string().nullish() })).nullish() }).nullish(),
  status: z.object({ conditions: Conditions, nodeInfo: z.object({ kubeletVersion: z.string().nullish(), kernelVersion: z.string().nullish(), containerRuntimeVersion: z.string().nullish() }).nullish() }).nullish(),
});

/** Taints that controllers put on and take off by the node's conditions. */
const BY_CONDITION = /^node\.kubernetes\.io\/|^node\.cloudprovider\.kubernetes\.io\//;
const VERSION = /^[\w.:/+-]{1,80}$/;
const PRESSURE = /^(Memory|Disk|PID)Pressure$/;

export const node = kind({
  name: 'node',
  title: 'Node',
  served: [{ group: '', version: 'v1', plural: 'nodes' }],
  namespaced: false,
  change: 'infrastructure',
  reach: 'cluster',
  carriesPods: true,
  schema: Node,
  leaves: ({ spec, status }, redactor) => ({
    ...flatten('spec', { unschedulable: spec?.unschedulable === true, taints: (spec?.taints ?? []).filter(({ key }) => !BY_CONDITION.test(key)).map(({ timeAdded: _when, ...taint }) => taint) }, redactor, { taints: (taint) => `${String(taint['key'])} ${String(taint['effect'])}` }),
    ...Object.fromEntries(Object.entries(status?.nodeInfo ?? {}).flatMap(([name, version]) => (version && VERSION.test(version) ? [[`status.nodeInfo.${name}`, version]] : []))),
  }),
  signs: ({ status }) =>
    (status?.conditions ?? []).flatMap(({ type, status: is, lastTransitionTime }): Sign[] => {
      const since = lastTransitionTime ? { since: lastTransitionTime } : {};
      if (type === 'Ready' && is !== 'True') return [{ sign: 'not-ready', class: 'availability', severity: 'high', says: 'the node is not ready', churn: true, ...since }];
      if (PRESSURE.test(type) && is === 'True') return [{ sign: type.toLowerCase(), class: 'saturation', severity: 'medium', says: `the node is under ${type.replace('Pressure', '').toLowerCase()} pressure`, churn: true, ...since }];
      return [];
    }),
});
