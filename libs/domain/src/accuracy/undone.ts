import type { Candidate, Site } from '../correlation/candidates.js';
import { isLedTo } from '../correlation/explained.js';
import type { Group } from '../correlation/membership.js';
import type { Rules } from '../correlation/rules.js';
import { goneOn } from '../correlation/run.js';
import { endOf, finalOf } from '../correlation/since.js';
import { RECOVERED_WITHIN, rolledBackAt } from '../correlation/undoings.js';
import { compareText } from '../events/canonical.js';
import { type Change, wasIn } from '../events/change.js';
import type { Incident, Suspect, Undone } from '../events/incident.js';
import { millis, timeOf } from '../events/time.js';

const MOST = 20;

/** When all of it was over, as its senders say, ms; undefined while something goes on, or nobody knows. */
const overAt = ({ members }: Group): number | undefined => {
  let last = Number.NEGATIVE_INFINITY;
  for (const { episode } of members) {
    const end = endOf(episode);
    if (end === undefined) return undefined;
    last = Math.max(last, end);
  }
  return last;
};

/** How long before the end a change of this place must have been undone to have ended it, ms; undefined: it says nothing. The further off, the more is undone there for other reasons. */
const reachOf = ({ service, explained: [nearest] }: Site, suspected: ReadonlySet<string>, { near }: Rules['fold']): number | undefined => {
  if (service === undefined) return undefined;
  if ((nearest.hops === 0 && isLedTo(nearest)) || suspected.has(service)) return RECOVERED_WITHIN;
  return isLedTo(nearest) ? near : undefined;
};

/** The last time between two at which a change was rolled back itself, ms. */
const lastBack = (change: Change, after: number, until: number): number | undefined => {
  if (!wasIn(change, 'rolled-back')) return undefined;
  const backs = rolledBackAt(change).filter((at) => at > after && at <= until);
  return backs.length === 0 ? undefined : Math.max(...backs);
};

/**
 * Changes that were undone while what they may have caused went on, where all of it then soon ended: rolled back, or taken back by a later change, as the
 * score has it. Weak labels, since people undo more than what did it. Of a suspect the first change stands for all. The last undone first.
 */
export const undoneOf = (group: Group, sites: readonly Site[], suspects: readonly Suspect[], { fold }: Pick<Rules, 'fold'>): Undone[] => {
  const over = overAt(group);
  if (over === undefined || over > finalOf(group, fold)) return [];
  const opened = millis(group.members[0]?.episode.startsAt ?? '');
  const suspected = new Set(suspects.flatMap(({ service }) => service ?? []));
  const found = new Map<string, { readonly change: Change; readonly at: number }>();
  const note = (change: Change, at: number | undefined, onset: number, reach: number): void => {
    if (at === undefined || at <= onset || at > over || over - at > reach) return;
    if ((found.get(change.id)?.at ?? 0) < at) found.set(change.id, { change, at });
  };
  const ofCandidate = ({ changes, undoing, onset, relapse }: Candidate, reach: number): void => {
    // it came again without it
    if (relapse?.is === 'over') return;
    note(changes[0], undoing?.at, onset, reach);
    for (const change of changes) note(changes[0], lastBack(change, onset, over), onset, reach);
  };
  for (const site of sites) {
    const reach = reachOf(site, suspected, fold);
    if (reach === undefined) continue;
    for (const { change } of goneOn(site.alone)) note(change, lastBack(change, opened, over), opened, reach);
    for (const candidate of site.together) ofCandidate(candidate, reach);
  }
  return [...found.values()]
    .sort((a, b) => b.at - a.at || compareText(a.change.id, b.change.id))
    .slice(0, MOST)
    .map(({ change: { id, kind, source: { provider } }, at }) => ({ changeId: id, kind, provider, at: timeOf(at) }));
};

/** The ids of what was undone of an incident, in order, as far as it is over. */
export const undoneIn = ({ status, undone = [] }: Pick<Incident, 'status' | 'undone'>): string[] => (status === 'resolved' ? undone.map(({ changeId }) => changeId).sort(compareText) : []);
