import { z } from 'zod';
import { flatten } from '../../redact/flatten.js';
import { kind } from '../define.js';

/** Its labels switch policies and side cars on and off for everything in it. */
export const namespace = kind({
  name: 'namespace',
  title: 'Namespace',
  served: [{ group: '', version: 'v1', plural: 'namespaces' }],
  namespaced: false,
  change: 'infrastructure',
  reach: 'namespace',
  schema: z.object({}),
  leaves: ({ metadata }, redactor) => flatten('metadata', { labels: metadata.labels ?? {} }, redactor),
});
