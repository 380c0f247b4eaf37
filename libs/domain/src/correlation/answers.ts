import type { Change } from '../events/change.js';
import type { Candidate, Site } from './candidates.js';
import type { Placed } from './placed.js';
import { placedOf, type Run } from './run.js';
import { byTime } from './shelf.js';
import { toldOf } from './since.js';
import { mayTakeBack, takenBackBy } from './taken-back.js';

/** So long before the opening at most somebody sees trouble before a monitor does, and takes back what was changed as long before, ms. */
const BEFORE = 3_600_000;

/** Whether more than one of these was changed between two instants: false is sure, and nearly all are sure. */
const mayBeSeveral = ({ stretches }: Run, from: number, to: number): boolean => {
  let count = 0;
  for (const { shelf: { times }, from: first, to: end } of stretches) {
    for (let at = end - 1; at >= first && (times[at] as number) >= from; at -= 1) if ((times[at] as number) <= to && (count += 1) > 1) return true;
  }
  return false;
};

/** Which of these take back what was changed shortly before them, and what that was. */
const answersAmong = (known: readonly Placed[], from: number, to: number): ReadonlyMap<Change, Change> => {
  const newestFirst = known.filter(({ occurredAt }) => occurredAt <= to).sort((a, b) => byTime(b, a));
  const answers = new Map<Change, Change>();
  for (const { change, occurredAt } of newestFirst) {
    if (occurredAt < from || !mayTakeBack(change)) continue;
    const earlier = newestFirst.filter((placed) => placed.occurredAt < occurredAt);
    const taken = takenBackBy(change, earlier.map((placed) => placed.change));
    // only what was as new: what is older than that is rather undone for good
    const newest = earlier.find((placed) => taken.has(placed.change) && placed.occurredAt >= occurredAt - BEFORE);
    if (newest !== undefined) answers.set(change, newest.change);
  }
  return answers;
};

/** Tells of each candidate that was made shortly before the opening what it took back: mostly somebody saw the trouble before the monitors did. `made` gives the candidate of a change by itself. */
export const withAnswers = (sites: readonly Site[], opened: number, made: (site: Site, placed: Placed) => Candidate): readonly Site[] =>
  sites.map((site) => {
    const from = opened - BEFORE;
    if (!mayBeSeveral(site.known, from - BEFORE, opened)) return site;
    const answers = answersAmong(placedOf(site.known), from, opened);
    if (answers.size === 0) return site;
    const tell = (candidate: Candidate): Candidate => {
      const answer = candidate.changes.find((change) => answers.has(change));
      const taken = answer === undefined ? undefined : answers.get(answer);
      return answer === undefined || taken === undefined || candidate.onset > opened || candidate.changes.includes(taken) ? candidate : { ...candidate, alone: undefined, answer: { by: answer, to: taken } };
    };
    return toldOf(site, (change) => answers.has(change), tell, made);
  });
