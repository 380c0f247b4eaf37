import { z } from 'zod';
import { kind } from '../define.js';
import { conditionOf, Conditions, entityOf } from '../meta.js';

const HorizontalPodAutoscaler = z.object({
  spec: z.looseObject({ scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }), maxReplicas: z.int() }),
  status: z.object({ currentReplicas: z.int().nullish(), desiredReplicas: z.int().nullish(), conditions: Conditions }).nullish(),
});

const field = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined);

export const horizontalpodautoscaler = kind({
  name: 'horizontalpodautoscaler',
  title: 'HorizontalPodAutoscaler',
  served: [{ group: 'autoscaling', version: 'v2', plural: 'horizontalpodautoscalers' }, { group: 'autoscaling', version: 'v1', plural: 'horizontalpodautoscalers' }],
  namespaced: true,
  change: 'scaling',
  reach: 'objects',
  schema: HorizontalPodAutoscaler,
  derivedFrom: ['ScaledObject'],
  lists: {
    // a metric is its type and what it measures: `Resource cpu`
    metrics: (item) => {
      const of = Object.values(item).find((value) => typeof value === 'object' && value !== null);
      return [item['type'], field(of, 'name') ?? field(field(of, 'metric'), 'name')].filter((part) => typeof part === 'string').join(' ');
    },
    policies: (item) => String(item['type']),
  },
  facts: ({ metadata, spec }) => ({ acts: [entityOf(metadata.namespace, spec.scaleTargetRef.kind, spec.scaleTargetRef.name)] }),
  signs: ({ metadata, spec, status }) => {
    const limited = conditionOf(status?.conditions, 'ScalingLimited');
    if (limited?.status !== 'True' || limited.reason !== 'TooManyReplicas' || (status?.currentReplicas ?? 0) < spec.maxReplicas) return [];
    return [{
      sign: 'at-maximum', class: 'saturation', severity: 'medium', says: `its autoscaler wants more than its maximum of ${spec.maxReplicas} replicas`, churn: true,
      of: entityOf(metadata.namespace, spec.scaleTargetRef.kind, spec.scaleTargetRef.name), ...(limited.lastTransitionTime ? { since: limited.lastTransitionTime } : {}),
    }];
  },
});
