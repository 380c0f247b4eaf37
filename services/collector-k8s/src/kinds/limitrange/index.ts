import { z } from 'zod';
import { kind } from '../define.js';

export const limitrange = kind({
  name: 'limitrange',
  title: 'LimitRange',
  served: [{ group: '', version: 'v1', plural: 'limitranges' }],
  namespaced: true,
  change: 'infrastructure',
  reach: 'namespace',
  schema: z.object({ spec: z.looseObject({}).nullish() }),
  lists: { limits: (item) => String(item['type']) },
});
