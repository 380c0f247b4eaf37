import { z } from 'zod';
import { kind } from '../define.js';

export const resourcequota = kind({
  name: 'resourcequota',
  title: 'ResourceQuota',
  served: [{ group: '', version: 'v1', plural: 'resourcequotas' }],
  namespaced: true,
  change: 'infrastructure',
  reach: 'namespace',
  schema: z.object({ spec: z.looseObject({}).nullish() }),
});
