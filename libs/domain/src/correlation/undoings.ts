import type { Change } from '../events/change.js';
import { millis, timeOf } from '../events/time.js';
import { type Candidate, effectiveBy, type Site } from './candidates.js';
import type { Explained } from './explained.js';
import type { Group } from './membership.js';
import type { Placed } from './placed.js';
import type { Rules } from './rules.js';
import { placedOf } from './run.js';
import { byTime } from './shelf.js';
import { finalOf, lastEndOf, type SinceOfSites, toldOf } from './since.js';
import { mayTakeBack, takenBackBy } from './taken-back.js';

/** What took a change back, and how soon after it the alerts ended that the change explains. */
export interface Undoing {
  readonly by: Change;
  /** When that had come everywhere, ms. */
  readonly at: number;
  /** ms */
  readonly endedAfter: number;
}

/** What ends so long after an undoing is still told with it: a label takes more for its doing than the score does. ms */
export const RECOVERED_WITHIN = 30 * 60_000;

/** What took it back shortly before the alerts ended. */
export const undoneSoon = ({ undoing }: Candidate, near: number): Undoing | undefined => (undoing === undefined || undoing.endedAfter > near ? undefined : undoing);

/** When a change was rolled back itself, as its phases say, ms. */
export const rolledBackAt = ({ phase, updatedAt, phases }: Change): number[] =>
  [{ phase, at: updatedAt }, ...phases].flatMap((each) => (each.phase === 'rolled-back' ? millis(each.at) : []));

const newestFirst = (known: readonly Placed[]): readonly Change[] => [...known].sort((a, b) => byTime(b, a)).map(({ change }) => change);

/**
 * Of what was changed since, what takes back a known change while an alert fires that this would explain, or has just fallen silent: it answers to the incident, and is
 * no cause of it. What takes back an answer once all is silent brings the trouble again.
 */
export const answersIn = (since: readonly Placed[], known: readonly Placed[], explained: readonly Explained[], { quiet }: Rules['fold']): ReadonlySet<Change> => {
  let earlier: readonly Change[] | undefined;
  const fires = (at: number, silence: number): boolean =>
    explained.some(({ members }) => members.some(({ episode: { startsAt, endsAt } }) => millis(startsAt) <= at && (endsAt === undefined || at < millis(endsAt) + silence)));
  const answers = new Set<Change>();
  for (const { change, occurredAt } of since.filter((p) => mayTakeBack(p.change) && fires(p.occurredAt, quiet)).sort(byTime)) {
    const taken = [...takenBackBy(change, (earlier ??= newestFirst(known)))];
    if (taken.length > 0 && (taken.some((each) => !answers.has(each)) || fires(occurredAt, 0))) answers.add(change);
  }
  return answers;
};

/** Tells of each candidate what took it back, if that was done before the alerts ended, and not long before. `made` gives the candidate of a change by itself. */
export const withUndoings = (sites: readonly Site[], group: Group, since: SinceOfSites, { fold }: Pick<Rules, 'fold'>, made: (site: Site, placed: Placed) => Candidate): readonly Site[] => {
  const final = finalOf(group, fold);
  const longest = Math.max(fold.near, RECOVERED_WITHIN);
  return sites.map((site, i) => {
    const mine = since[i];
    const last = mine === undefined ? undefined : lastEndOf(site.explained);
    if (mine === undefined || last === undefined || last > final) return site;
    const may = mine.filter(({ change, occurredAt }) => occurredAt <= last && mayTakeBack(change)).sort(byTime);
    if (may.length === 0) return site;
    const undoings = new Map<Change, Undoing>();
    // what was taken back before is taken back no more by what comes after
    const [earlier, lastAt] = [newestFirst([...new Set([...placedOf(site.known), ...mine])]), timeOf(last)];
    // the last that did it before the end
    for (const placed of may) {
      const at = effectiveBy(placed, last, lastAt);
      const endedAfter = last - at;
      if (endedAfter <= longest) for (const taken of takenBackBy(placed.change, earlier)) undoings.set(taken, { by: placed.change, at, endedAfter });
    }
    const tell = (candidate: Candidate): Candidate => {
      const [undoing] = candidate.changes.flatMap((change) => undoings.get(change) ?? []).sort((a, b) => a.endedAfter - b.endedAfter);
      return undoing === undefined ? candidate : { ...candidate, alone: undefined, undoing };
    };
    return undoings.size === 0 ? site : toldOf(site, (change) => undoings.has(change), tell, made);
  });
};
