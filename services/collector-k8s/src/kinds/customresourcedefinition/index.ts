import { z } from 'zod';
import type { Leaf } from '../../redact/leaf.js';
import { kind } from '../define.js';

const Definition = z.object({
  spec: z.object({ group: z.string(), scope: z.string(), versions: z.array(z.object({ name: z.string(), served: z.boolean(), storage: z.boolean(), schema: z.unknown().optional() })) }),
});

/** Which versions are served, and of each schema that it changed: a schema is long and nobody reads it in a diff. */
export const customresourcedefinition = kind({
  name: 'customresourcedefinition',
  title: 'CustomResourceDefinition',
  served: [{ group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' }],
  namespaced: false,
  change: 'infrastructure',
  reach: 'cluster',
  schema: Definition,
  leaves: ({ spec }, redactor) => {
    const leaves: Record<string, Leaf> = { 'spec.scope': spec.scope };
    for (const { name, served, storage, schema } of spec.versions) {
      const at = `spec.versions[${name}]`;
      leaves[`${at}.served`] = served;
      leaves[`${at}.storage`] = storage;
      leaves[`${at}.schema`] = redactor.free(`${at}.schema`, 'secret', JSON.stringify(schema ?? null));
    }
    return leaves;
  },
});
