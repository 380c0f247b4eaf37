import { stringify } from 'yaml';
import { choose } from '../choose.js';
import { Config } from '../config.js';
import type { WatchedKind } from '../kinds/kind.js';
import { deployment } from './deployment.js';
import { identityRule, rulesOf, type Rule } from './rules.js';

export interface Install {
  /** The namespace that it runs in. */
  readonly namespace: string;
  readonly image: string;
  /** How many collectors share the cluster by its namespaces: a Deployment each. */
  readonly shards: number;
  /** How many stand by beside each. */
  readonly standby: number;
  /** `COLLECTOR_K8S_*` of the collector. */
  readonly settings: Readonly<Record<string, string>>;
  /** What else its process is told. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that stand in the Secret, by its key; the Secret is the reader's to make. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly secretName: string;
}

const NAME = 'culprit-collector';
const labels = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/part-of': 'culprit' };
const RBAC = 'rbac.authorization.k8s.io';

const role = (name: string, rules: readonly Rule[]) => ({ apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name, labels }, rules });
const binding = (kind: 'ClusterRoleBinding' | 'RoleBinding', name: string, of: string, within?: string, to: 'ClusterRole' | 'Role' = 'ClusterRole') => ({
  apiVersion: `${RBAC}/v1`,
  kind,
  metadata: { name, ...(within === undefined ? {} : { namespace: within }), labels },
  roleRef: { apiGroup: RBAC, kind: to, name },
  subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: of }],
});

/** All of the cluster by one role; or what has no namespace by one, and by another, bound in each namespace that is watched, the rest. */
const permissions = (kinds: readonly WatchedKind[], namespaces: readonly string[], own: string): object[] => {
  const bound = (name: string, rules: readonly Rule[]) => [role(name, rules), binding('ClusterRoleBinding', name, own)];
  if (namespaces.length === 0) return bound(NAME, [identityRule, ...rulesOf(kinds)]);
  const within = `${NAME}-namespaced`;
  return [
    ...bound(NAME, [identityRule, ...rulesOf(kinds.filter(({ namespaced }) => !namespaced))]),
    role(within, rulesOf(kinds.filter(({ namespaced }) => namespaced))),
    ...namespaces.map((namespace) => binding('RoleBinding', within, own, namespace)),
  ];
};

/** Who tells of a shard is said by a Lease beside the collector; nothing else is ever written. */
const leasing = (namespace: string): object[] => [
  { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name: NAME, namespace, labels }, rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] }] },
  binding('RoleBinding', NAME, namespace, namespace, 'Role'),
];

interface Member {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
}

/** The shards: which one each is, and how its Lease begins where others stand by. */
const members = ({ shards, standby, settings }: Pick<Install, 'shards' | 'standby' | 'settings'>): Member[] =>
  Array.from({ length: shards }, (_, shard) => ({
    name: shards === 1 ? NAME : `${NAME}-${shard}`,
    labels: shards === 1 ? labels : { ...labels, 'culprit.dev/shard': String(shard) },
    settings: { ...settings, ...(shards === 1 ? {} : { COLLECTOR_K8S_SHARDS: String(shards), COLLECTOR_K8S_SHARD: String(shard) }), ...(standby === 0 ? {} : { COLLECTOR_K8S_LEASE: NAME }) },
  }));

/** Everything that a cluster needs to be watched, in the order in which it can be applied. Throws a ZodError where the settings are wrong. */
export const manifest = ({ namespace, shards, standby, settings, ...running }: Install): object[] => {
  const config = Config.parse(settings);
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'app.kubernetes.io/part-of': 'culprit' } } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace, labels } },
    ...permissions(choose(config), config.COLLECTOR_K8S_NAMESPACES, namespace),
    ...(standby === 0 ? [] : leasing(namespace)),
    ...members({ shards, standby, settings }).map((member) =>
      deployment({ ...running, name: member.name, account: NAME, namespace, labels: member.labels, standby, environment: { TARGET: 'collector-k8s', ...member.settings, ...running.environment } })),
  ];
};

// kubectl reads YAML 1.1, where a bare yes is true
const yaml = (object: object): string => stringify(object, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });

/** As `kubectl apply -f -` takes it. The same settings give the same bytes. */
export const manifestYaml = (install: Install): string => manifest(install).map(yaml).join('---\n');
