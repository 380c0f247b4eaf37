import { z } from 'zod';
import { kind } from '../define.js';
import { entityOf } from '../meta.js';

const ScaledObject = z.object({ spec: z.looseObject({ scaleTargetRef: z.looseObject({ kind: z.string().nullish(), name: z.string() }) }) });

/** KEDA. What its triggers carry is the author's own and shown by shape alone. */
export const scaledobject = kind({
  name: 'scaledobject',
  title: 'ScaledObject',
  served: [{ group: 'keda.sh', version: 'v1alpha1', plural: 'scaledobjects' }],
  namespaced: true,
  change: 'scaling',
  reach: 'objects',
  schema: ScaledObject,
  lists: { triggers: (item) => String(item['name'] ?? item['type']) },
  facts: ({ metadata, spec }) => ({ acts: [entityOf(metadata.namespace, spec.scaleTargetRef.kind || 'Deployment', spec.scaleTargetRef.name)] }),
});
