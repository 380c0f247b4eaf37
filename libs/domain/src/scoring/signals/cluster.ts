import type { Candidate } from '../../correlation/candidates.js';
import { explainedIn, touched } from '../clusters.js';
import { listed } from '../say.js';
import type { Signal } from '../signal.js';

const changedIn = ({ changes }: Candidate): string[] => [...new Set(changes.flatMap(touched))].sort();

/** Whether one of these is where it was changed; undefined where it does not say. */
const shares = ({ changes }: Candidate, alerting: ReadonlySet<string>): boolean | undefined => {
  let said = false;
  for (const change of changes) {
    if (change.cluster !== undefined) {
      if (alerting.has(change.cluster)) return true;
      said = true;
      continue;
    }
    for (const name of change.scope?.clusters ?? []) {
      if (alerting.has(name)) return true;
      said = true;
    }
  }
  return said ? false : undefined;
};

/** Whether the change was made in a cluster that alerts. */
export const cluster: Signal = {
  name: 'cluster',
  isSilentOn: (change) => touched(change).length === 0,
  looksAt: ({ cluster: one, scope }) => one ?? JSON.stringify(scope?.clusters),
  weigh: ({ candidate, score }) => {
    const alerting = explainedIn(candidate);
    const shared = alerting === undefined ? undefined : shares(candidate, alerting);
    if (shared === undefined) return undefined;
    return shared ? score.place.same : score.place.elsewhere * (candidate.explained[0].hops === 0 ? 1 : 2 / 3);
  },
  say: ({ candidate }) => {
    const alerting = explainedIn(candidate) ?? new Set<string>();
    const changed = changedIn(candidate);
    const shared = changed.filter((name) => alerting.has(name));
    return shared.length > 0 ? `it was made in ${listed(shared)}, where the alerts are` : `it was made in ${listed(changed)}; the alerts are in ${listed([...alerting].sort())}`;
  },
};
