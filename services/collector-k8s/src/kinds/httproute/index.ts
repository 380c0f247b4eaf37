import { z } from 'zod';
import { kind } from '../define.js';
import { entityOf } from '../meta.js';
import { distinct } from '../routes.js';

const BackendRef = z.looseObject({ kind: z.string().nullish(), namespace: z.string().nullish(), name: z.string() });
const HttpRoute = z.object({ spec: z.looseObject({ rules: z.array(z.looseObject({ backendRefs: z.array(BackendRef).nullish() })).nullish() }) });

/** Gateway API. */
export const httproute = kind({
  name: 'httproute',
  title: 'HTTPRoute',
  served: [{ group: 'gateway.networking.k8s.io', version: 'v1', plural: 'httproutes' }, { group: 'gateway.networking.k8s.io', version: 'v1beta1', plural: 'httproutes' }],
  namespaced: true,
  change: 'config',
  reach: 'objects',
  schema: HttpRoute,
  facts: ({ metadata, spec }) => {
    const refs = (spec.rules ?? []).flatMap((rule) => rule.backendRefs ?? []).filter((ref) => (ref.kind || 'Service') === 'Service');
    return { acts: distinct(refs.map((ref) => entityOf(ref.namespace || metadata.namespace, 'service', ref.name))) };
  },
});
