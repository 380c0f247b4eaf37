import { z } from 'zod';
import type { Leaf } from '../redact/leaf.js';
import { freeTree } from '../redact/tree.js';
import { kind } from './define.js';
import type { WatchedKind } from './kind.js';

/** `certificates.v1.cert-manager.io`: plural, version, group. */
export const CustomKind = z.string().regex(/^[a-z0-9]+\.v\d+((alpha|beta)\d+)?\.[a-z0-9.-]+$/, 'expected plural.version.group such as certificates.v1.cert-manager.io');

/** A kind that the configuration names. What is in its spec is its author's own: shown by shape alone. */
export const custom = (named: string): WatchedKind => {
  const [plural = '', version = '', ...group] = named.split('.');
  const name = plural.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
  return kind({
    name,
    title: name,
    served: [{ group: group.join('.'), version, plural }],
    namespaced: true,
    change: 'config',
    reach: 'objects',
    loudStatus: true,
    schema: z.object({ spec: z.unknown().optional() }),
    leaves: ({ spec }, redactor) => {
      const leaves: Record<string, Leaf> = {};
      freeTree('spec', '', spec ?? {}, redactor, (path, leaf) => void (leaves[path] = leaf));
      return leaves;
    },
  });
};
