import { effectiveAt } from '../../correlation/placed.js';
import { millis } from '../../events/time.js';
import { explainedIn } from '../clusters.js';
import { clock, counted } from '../say.js';
import type { Evidence, Signal } from '../signal.js';

interface Compared {
  /** Clusters that run it. */
  readonly got: number;
  /** Those that got it lately, and of them those that do not alert. */
  readonly lately: number;
  readonly spared: number;
  readonly first: string;
}

const compared = ({ candidate, group, score }: Evidence): Compared | undefined => {
  if (candidate.changes.length < 2) return undefined;
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
  const spared = lately.filter(([name]) => !alerting.has(name)).length;
  const first = lately.map(([, at]) => at).sort()[0];
  if (first === undefined || spared === lately.length || (spared === 0 && lately.length === got.size)) return undefined;
  return { got: got.size, lately: lately.length, spared, first };
};

/** Clusters that run the same revision without it having been changed lately are a control group; so are those that got it and do not alert. */
export const control: Signal = {
  name: 'control',
  isSilentOn: () => true,
  weigh: (evidence) => {
    const found = compared(evidence);
    if (found === undefined) return undefined;
    return found.spared > 0 ? -evidence.score.control * (found.spared / found.lately) : evidence.score.control;
  },
  say: (evidence) => {
    const found = compared(evidence);
    if (found === undefined) return '';
    const { got, lately, spared, first } = found;
    if (spared > 0) return `${counted(lately, 'cluster')} got it from ${clock(first)} UTC on; ${spared} of them ${spared === 1 ? 'does' : 'do'} not alert`;
    return `the same revision runs in ${got} clusters; only the ${lately === 1 ? 'one' : lately} with alerts got it from ${clock(first)} UTC on`;
  },
};
