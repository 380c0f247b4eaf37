import { z } from 'zod';
import { kind } from '../define.js';
import { entityOf } from '../meta.js';
import { distinct } from '../routes.js';

const Backend = z.looseObject({ service: z.looseObject({ name: z.string() }).nullish() }).nullish();
const Ingress = z.object({
  spec: z
    .looseObject({ defaultBackend: Backend, rules: z.array(z.looseObject({ http: z.looseObject({ paths: z.array(z.looseObject({ backend: Backend })) }).nullish() })).nullish() })
    .nullish()
    .transform((spec) => spec ?? {}),
});

export const ingress = kind({
  name: 'ingress',
  title: 'Ingress',
  served: [{ group: 'networking.k8s.io', version: 'v1', plural: 'ingresses' }],
  namespaced: true,
  change: 'config',
  reach: 'objects',
  schema: Ingress,
  lists: {
    rules: (item) => (typeof item['host'] === 'string' && item['host'] !== '' ? item['host'] : '*'),
    paths: (item) => String(item['path'] ?? '/'),
    tls: (item) => (typeof item['secretName'] === 'string' ? item['secretName'] : undefined),
  },
  facts: ({ metadata, spec }) => {
    const backends = [spec.defaultBackend, ...(spec.rules ?? []).flatMap((rule) => (rule.http?.paths ?? []).map((path) => path.backend))];
    return { acts: distinct(backends.map((backend) => (backend?.service ? entityOf(metadata.namespace, 'service', backend.service.name) : undefined))) };
  },
});
