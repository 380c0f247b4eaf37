import { z } from 'zod';
import type { Leaf } from '../../redact/leaf.js';
import { segment } from '../../redact/tree.js';
import { kind } from '../define.js';

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The keys of its data, as `managedFields` name them, and when whoever owns each last wrote. */
const written = (entries: readonly { readonly time?: string | null | undefined; readonly fieldsV1?: unknown }[]): Map<string, string> => {
  const keys = new Map<string, string>();
  for (const { time: written, fieldsV1 } of entries) {
    const time = written ?? '';
    const data = isMap(fieldsV1) ? fieldsV1['f:data'] : undefined;
    for (const field of isMap(data) ? Object.keys(data) : []) {
      if (field.startsWith('f:') && time >= (keys.get(field) ?? '')) keys.set(field, time);
    }
  }
  return keys;
};

/** Metadata alone: what is in it never enters the process. Who wrote its data when says that it changed. */
export const secret = kind({
  name: 'secret',
  title: 'Secret',
  served: [{ group: '', version: 'v1', plural: 'secrets' }],
  namespaced: true,
  metadataOnly: true,
  optIn: true,
  change: 'config',
  reach: 'objects',
  suffixed: true,
  schema: z.object({}),
  // each release that Helm keeps is a Secret of its own
  derived: ({ metadata }) => metadata.labels?.['owner'] === 'helm' || metadata.name.startsWith('sh.helm.release.'),
  leaves: ({ metadata }, redactor) => {
    const leaves: Record<string, Leaf> = {};
    for (const [field, time] of written(metadata.managedFields ?? [])) leaves[`data[${segment(redactor, field.slice(2))}]`] = redactor.free(field, 'secret', time);
    return Object.keys(leaves).length === 0 ? { data: redactor.free('data', 'secret', metadata.resourceVersion ?? '') } : leaves;
  },
});
