import type { Change, ChangePhase } from '../../events/change.js';
import { bringsNothing } from '../../correlation/kind-class.js';
import { lastEndOf } from '../../correlation/undoings.js';
import { millis } from '../../events/time.js';
import { clock, span, told } from '../say.js';
import type { Evidence, Signal } from '../signal.js';
import { doer } from '../whose.js';

const went = (phase: ChangePhase, changes: readonly Change[]): boolean => {
  for (const change of changes) {
    // a build or test that failed brought nothing anywhere
    if (phase === 'failed' && (change.kind === 'code' || bringsNothing(change))) continue;
    if (change.phase === phase) return true;
    for (const each of change.phases) if (each.phase === phase) return true;
  }
  return false;
};

/** So many ms after the rollback the last of the alerts ended; undefined where none did soon. */
const endedAfter = ({ candidate, group, fold }: Evidence): number | undefined => {
  const opened = group.members[0]?.episode.startsAt ?? '';
  const phases = candidate.changes.flatMap((c) => [{ phase: c.phase, at: c.updatedAt }, ...c.phases]);
  const back = phases.filter((p) => p.phase === 'rolled-back' && p.at > opened).map((p) => p.at).sort()[0];
  const last = lastEndOf(candidate.explained);
  const after = back === undefined || last === undefined ? -1 : last - millis(back);
  return after < 0 || after > fold.near ? undefined : after;
};

/** Less of a chance the sooner: half as telling at the end of what is near. */
const promptness = (after: number | undefined, near: number): number => (after === undefined ? 0 : 1 - after / (2 * near));

const soon = (after: number): string => (after < 1000 ? 'at once' : `${span(after)} later`);

const takenBack = (by: Change): string => {
  const { person, machine } = doer([by]);
  const did = person ?? machine;
  return `${did === undefined ? 'it was taken back' : `${did} took it back`} at ${clock(by.occurredAt)} UTC ("${told(by.title)}")`;
};

/** A rollout that failed or was taken back, by itself or by a later change; most telling where the alerts ended with it. */
export const outcome: Signal = {
  name: 'outcome',
  isSilentOn: (change) => !went('rolled-back', [change]) && !went('failed', [change]),
  weigh: (evidence) => {
    const { candidate: { undoing, changes }, score: { outcome: weights }, fold: { near } } = evidence;
    if (undoing !== undefined) return weights.rolledBack + weights.ended * promptness(undoing.endedAfter, near);
    if (went('rolled-back', changes)) return weights.rolledBack + weights.ended * promptness(endedAfter(evidence), near);
    return went('failed', changes) ? weights.failed : undefined;
  },
  say: (evidence) => {
    const { undoing } = evidence.candidate;
    if (undoing !== undefined) return `${takenBack(undoing.by)}, and the alerts ended ${soon(undoing.endedAfter)}`;
    if (!went('rolled-back', evidence.candidate.changes)) return 'it failed';
    const after = endedAfter(evidence);
    return after === undefined ? 'it was rolled back' : `it was rolled back, and the alerts ended ${soon(after)}`;
  },
};
