import { z } from 'zod';
import { flatten } from '../../redact/flatten.js';
import type { Leaves } from '../../redact/leaf.js';
import type { Redactor } from '../../redact/redactor.js';
import { kind } from '../define.js';
import type { Facts } from '../kind.js';
import { entityOf, type Meta } from '../meta.js';
import { distinct } from '../routes.js';

const Binding = z.object({
  roleRef: z.looseObject({ kind: z.string(), name: z.string() }),
  subjects: z.array(z.looseObject({ kind: z.string(), name: z.string(), namespace: z.string().nullish() })).nullish(),
});
type Binding = z.output<typeof Binding>;

const leaves = ({ roleRef, subjects }: Binding, redactor: Redactor): Leaves => ({
  ...flatten('roleRef', roleRef, redactor),
  ...flatten('subjects', subjects ?? [], redactor, { subjects: (item) => [item['kind'], item['namespace'], item['name']].filter((part) => typeof part === 'string').join(' ') }),
});

/** A role is the binding's, and the binding is that of the accounts that it binds. */
const facts = ({ metadata, roleRef, subjects }: Binding & { readonly metadata: Meta }): Facts => ({
  uses: [entityOf(roleRef.kind === 'Role' ? metadata.namespace : undefined, roleRef.kind, roleRef.name)],
  acts: distinct((subjects ?? []).map((s) => (s.kind === 'ServiceAccount' ? entityOf(s.namespace || metadata.namespace, 'serviceaccount', s.name) : undefined))),
});
const rest = { change: 'config', reach: 'objects', schema: Binding, leaves, facts } as const;

export const rolebinding = kind({ name: 'rolebinding', title: 'RoleBinding', served: [{ group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'rolebindings' }], namespaced: true, seenAcross: true, ...rest });
export const clusterrolebinding = kind({ name: 'clusterrolebinding', title: 'ClusterRoleBinding', served: [{ group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterrolebindings' }], namespaced: false, ...rest });
