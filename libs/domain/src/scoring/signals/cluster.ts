import { explainedIn, touched } from '../clusters.js';
import { listed } from '../say.js';
import type { Signal } from '../score.js';

/** Whether the change was made in a cluster that alerts. */
export const cluster: Signal = {
  name: 'cluster',
  weigh: ({ candidate, score }) => {
    const alerting = explainedIn(candidate);
    const changed = [...new Set(candidate.changes.flatMap(touched))].sort();
    if (alerting === undefined || changed.length === 0) return undefined;
    const shared = changed.filter((name) => alerting.has(name));
    if (shared.length > 0) return { contribution: score.place.same, sentence: `it was made in ${listed(shared)}, where the alerts are` };
    const share = candidate.explained[0].hops === 0 ? 1 : 2 / 3;
    return { contribution: score.place.elsewhere * share, sentence: `it was made in ${listed(changed)}; the alerts are in ${listed([...alerting].sort())}` };
  },
};
