import type { WatchedKind } from '../kinds/kind.js';

/** A rule of a ClusterRole. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Which cluster it is stands in the uid of this namespace. */
export const IDENTITY = 'kube-system';

/** By its own name alone: who may not list namespaces still knows which cluster it is. */
export const identityRule: Rule = { apiGroups: [''], resources: ['namespaces'], resourceNames: [IDENTITY], verbs: ['get'] };

/** What the kinds need and no more: list and watch, one rule a group, sorted. A kind is asked for under every name that it has had. */
export const rulesOf = (kinds: readonly WatchedKind[]): Rule[] => {
  const groups = new Map<string, Set<string>>();
  for (const { group, plural } of kinds.flatMap(({ served }) => served)) groups.set(group, (groups.get(group) ?? new Set()).add(plural));
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, plurals]) => ({ apiGroups: [group], resources: [...plurals].sort(), verbs: ['list', 'watch'] }));
};
