import { z } from 'zod';
import { kind } from '../define.js';
import { Labels } from '../meta.js';

/** Of the spec not what the cluster chooses by itself. */
const Service = z.object({ spec: z.looseObject({ selector: Labels }).transform(({ clusterIP: _ip, clusterIPs: _ips, healthCheckNodePort: _port, ...spec }) => spec) });

export const service = kind({
  name: 'service',
  title: 'Service',
  served: [{ group: '', version: 'v1', plural: 'services' }],
  namespaced: true,
  seenAcross: true,
  change: 'config',
  reach: 'objects',
  schema: Service,
  lists: { ports: (item) => String(item['name'] ?? item['port']) },
  facts: ({ spec }) => (spec.selector && Object.keys(spec.selector).length > 0 ? { selects: { labels: spec.selector } } : undefined),
});
