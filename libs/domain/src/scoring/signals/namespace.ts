import { namespaceOf } from '../../correlation/lives.js';
import { listed } from '../say.js';
import type { Evidence, Signal } from '../signal.js';

/** The namespaces of what alerts of the changed service itself; undefined while one does not say. Others that it calls, or that call it, live elsewhere as a rule. */
const alertingIn = ({ candidate: { explained: [nearest] } }: Evidence): ReadonlySet<string> | undefined => {
  if (nearest.hops > 0 || nearest.by === 'scope') return undefined;
  const namespaces = new Set<string>();
  for (const { episode } of nearest.members) {
    const namespace = namespaceOf(episode.first);
    if (namespace === undefined) return undefined;
    namespaces.add(namespace);
  }
  return namespaces;
};
const changedIn = ({ candidate: { changes } }: Evidence): string[] => [...new Set(changes.flatMap(({ namespace }) => namespace ?? []))].sort();

/** Where it alerts and was not changed. */
const sparedOf = (alerting: ReadonlySet<string>, changed: readonly string[]): string[] => [...alerting].filter((name) => !changed.includes(name)).sort();

/** Whether the change was made in a namespace in which its service alerts: many run one service for several tenants. */
export const namespace: Signal = {
  name: 'namespace',
  isSilentOn: (change) => change.namespace === undefined,
  looksAt: (change) => change.namespace ?? '',
  weigh: (evidence) => {
    const { score: { place } } = evidence;
    const alerting = alertingIn(evidence);
    const changed = alerting === undefined ? [] : changedIn(evidence);
    if (alerting === undefined || changed.length === 0) return undefined;
    if (!changed.some((name) => alerting.has(name))) return place.otherNamespace;
    const share = sparedOf(alerting, changed).length / alerting.size;
    return place.sameNamespace * (1 - share) + place.partly * share;
  },
  say: (evidence) => {
    const alerting = alertingIn(evidence) ?? new Set<string>();
    const changed = changedIn(evidence);
    const shared = changed.filter((name) => alerting.has(name));
    const spared = sparedOf(alerting, changed);
    if (shared.length > 0 && spared.length > 0) return `it was made in the namespace ${listed(shared)}, where it alerts; it alerts in ${listed(spared)} too, where it was not changed`;
    return shared.length > 0 ? `it was made in the namespace ${listed(shared)}, where it alerts` : `it was made in the namespace ${listed(changed)}; the alerts are in ${listed([...alerting].sort())}`;
  },
};
