import { type Change, type ChangePhase, wasIn } from '../../events/change.js';
import { bringsNothing } from '../../correlation/kind-class.js';
import { lastEndOf } from '../../correlation/since.js';
import { rolledBackAt, undoneSoon } from '../../correlation/undoings.js';
import { clock, span, told } from '../say.js';
import type { Evidence, Signal } from '../signal.js';
import { doer } from '../whose.js';

const isWell = (phase: ChangePhase): boolean => phase !== 'failed' && phase !== 'rolled-back';

const went = (phase: ChangePhase, changes: readonly Change[]): boolean => {
  for (const change of changes) {
    // a build or test that failed brought nothing anywhere
    if (phase === 'failed' && (change.kind === 'code' || bringsNothing(change))) continue;
    if (wasIn(change, phase)) return true;
  }
  return false;
};

/** When it was first rolled back while an alert fired that it may have caused, ms. Of what was rolled back before, or when all was over, that tells nothing. */
const backAt = ({ candidate: { changes, explained, onset } }: Evidence): number | undefined => {
  const last = lastEndOf(explained) ?? Number.POSITIVE_INFINITY;
  let first: number | undefined;
  for (const change of changes) for (const back of rolledBackAt(change)) if (back > onset && back <= last && back < (first ?? Number.POSITIVE_INFINITY)) first = back;
  return first;
};

/** So many ms after the rollback the last of the alerts ended; undefined where none did soon. */
const endedAfter = (evidence: Evidence, back: number): number | undefined => {
  const last = lastEndOf(evidence.candidate.explained);
  const after = last === undefined ? Number.POSITIVE_INFINITY : last - back;
  return after > evidence.fold.near ? undefined : after;
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
  isSilentOn: ({ phase, phases }) => isWell(phase) && phases.every((each) => isWell(each.phase)),
  weigh: (evidence) => {
    const { candidate, candidate: { changes }, score: { outcome: weights }, fold: { near } } = evidence;
    const undoing = undoneSoon(candidate, near);
    if (undoing !== undefined) return weights.rolledBack + weights.ended * promptness(undoing.endedAfter, near);
    if (evidence.candidate.answer !== undefined) return weights.answer;
    const back = backAt(evidence);
    if (back !== undefined) return weights.rolledBack + weights.ended * promptness(endedAfter(evidence, back), near);
    return !went('rolled-back', changes) && went('failed', changes) ? weights.failed : undefined;
  },
  say: (evidence) => {
    const undoing = undoneSoon(evidence.candidate, evidence.fold.near);
    if (undoing !== undefined) return `${takenBack(undoing.by)}, and the alerts ended ${soon(undoing.endedAfter)}`;
    const { answer } = evidence.candidate;
    if (answer !== undefined) return `it took back "${told(answer.to.title)}" of ${clock(answer.to.occurredAt)} UTC: rather an answer to the trouble than its cause`;
    const back = backAt(evidence);
    if (back === undefined) return 'it failed';
    const after = endedAfter(evidence, back);
    return after === undefined ? 'it was rolled back' : `it was rolled back, and the alerts ended ${soon(after)}`;
  },
};
