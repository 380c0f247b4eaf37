import { z } from 'zod';
import { flatten } from '../../redact/flatten.js';
import type { Leaves } from '../../redact/leaf.js';
import type { Redactor } from '../../redact/redactor.js';
import { kind } from '../define.js';

const Role = z.object({ rules: z.array(z.looseObject({})).nullish() });

const joined = (value: unknown): string => (Array.isArray(value) ? [...value].map(String).sort().join(',') : '');
/** A rule is what it is about; what changes of it are its verbs. */
const ruleKey = (rule: Readonly<Record<string, unknown>>): string =>
  [joined(rule['apiGroups']), joined(rule['resources']), joined(rule['resourceNames']), joined(rule['nonResourceURLs'])].filter((part) => part !== '').join(' ').slice(0, 200);

const leaves = ({ rules }: z.output<typeof Role>, redactor: Redactor): Leaves => flatten('rules', rules ?? [], redactor, { rules: ruleKey });
const rest = { change: 'config', reach: 'objects', schema: Role, leaves } as const;

export const role = kind({ name: 'role', title: 'Role', served: [{ group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'roles' }], namespaced: true, ...rest });
export const clusterrole = kind({ name: 'clusterrole', title: 'ClusterRole', served: [{ group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterroles' }], namespaced: false, ...rest });
