import { z } from 'zod';
import { contentOf } from '../../redact/content.js';
import type { Leaf } from '../../redact/leaf.js';
import { freeText, segment } from '../../redact/tree.js';
import { kind } from '../define.js';
import { hostsOf } from '../pods.js';

const ConfigMap = z.object({ data: z.record(z.string(), z.string()).nullish(), binaryData: z.record(z.string(), z.string()).nullish() });

/** Written by the cluster itself, in every namespace alike. */
const OWN = new Set(['kube-root-ca.crt', 'istio-ca-root-cert', 'openshift-service-ca.crt']);
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

function* texts(name: string, value: unknown, depth = 0): Generator<readonly [string, string]> {
  if (depth > 20) return;
  if (typeof value === 'string') yield [name, value];
  else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) yield* texts(key, inner, depth + 1);
}

function* pairs(data: Readonly<Record<string, string>>): Generator<readonly [string, string]> {
  for (const [key, text] of Object.entries(data)) yield* texts(key, contentOf(key, text) ?? text);
}

export const configmap = kind({
  name: 'configmap',
  title: 'ConfigMap',
  served: [{ group: '', version: 'v1', plural: 'configmaps' }],
  namespaced: true,
  change: 'config',
  reach: 'objects',
  suffixed: true,
  schema: ConfigMap,
  derived: ({ metadata }) => OWN.has(metadata.name) || metadata.annotations?.[LEADER] !== undefined,
  leaves: ({ data, binaryData }, redactor) => {
    const leaves: Record<string, Leaf> = {};
    const put = (path: string, leaf: Leaf): void => void (leaves[path] = leaf);
    for (const [key, text] of Object.entries(data ?? {})) freeText(`data[${segment(redactor, key)}]`, key, text, redactor, put);
    for (const [key, text] of Object.entries(binaryData ?? {})) put(`binaryData[${segment(redactor, key)}]`, redactor.free(`binaryData[${key}]`, 'secret', text));
    return leaves;
  },
  facts: ({ data }) => {
    const hosts = hostsOf(pairs(data ?? {}));
    return hosts.length === 0 ? undefined : { hosts };
  },
});
