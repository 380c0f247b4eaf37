import { effectiveAt } from '../../correlation/candidates.js';
import { millis } from '../../events/time.js';
import { explainedIn } from '../clusters.js';
import { counted } from '../say.js';
import type { Signal } from '../score.js';

const clock = (time: string): string => time.slice(11, 16);

/** Clusters that run the same revision without it having been changed lately are a control group; so are those that got it and do not alert. */
export const control: Signal = {
  name: 'control',
  weigh: ({ candidate, group, score }) => {
    const openedAt = group.members[0]?.episode.startsAt;
    const alerting = explainedIn(candidate);
    if (openedAt === undefined || alerting === undefined) return undefined;
    const got = new Map<string, string>();
    for (const change of candidate.changes) {
      const at = effectiveAt(change, openedAt);
      if (change.cluster !== undefined && at <= openedAt && at > (got.get(change.cluster) ?? '')) got.set(change.cluster, at);
    }
    if (got.size < 2) return undefined;
    const since = millis(openedAt) - score.crowd.window;
    const lately = [...got].filter(([, at]) => millis(at) >= since);
    const spared = lately.filter(([name]) => !alerting.has(name));
    const first = lately.map(([, at]) => at).sort()[0];
    if (first === undefined || spared.length === lately.length) return undefined;
    if (spared.length > 0) {
      return { contribution: -score.control * (spared.length / lately.length), sentence: `${counted(lately.length, 'cluster')} got it after ${clock(first)} UTC; ${spared.length} of them ${spared.length === 1 ? 'does' : 'do'} not alert` };
    }
    if (lately.length === got.size) return undefined;
    return { contribution: score.control, sentence: `the same revision runs in ${got.size} clusters; only the ${lately.length === 1 ? 'one' : lately.length} with alerts got it after ${clock(first)} UTC` };
  },
};
