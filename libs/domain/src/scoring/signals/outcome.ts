import type { Change, ChangePhase } from '../../events/change.js';
import { builds } from '../../correlation/kind-class.js';
import { millis } from '../../events/time.js';
import { span } from '../say.js';
import type { Evidence, Signal } from '../signal.js';

const went = (phase: ChangePhase, changes: readonly Change[]): boolean => {
  for (const change of changes) {
    // a build or test that failed brought nothing anywhere
    if (phase === 'failed' && builds(change.kind)) continue;
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
  const ends = candidate.explained.flatMap((e) => e.members).map((m) => m.episode.endsAt ?? '~');
  const last = ends.reduce((a, b) => (b > a ? b : a), '');
  const after = back === undefined || last === '~' ? -1 : millis(last) - millis(back);
  return after < 0 || after > fold.near ? undefined : after;
};

/** A rollout that failed or was taken back; most telling where the alerts ended with it. */
export const outcome: Signal = {
  name: 'outcome',
  isSilentOn: (change) => !went('rolled-back', [change]) && !went('failed', [change]),
  weigh: (evidence) => {
    const { outcome: weights } = evidence.score;
    if (went('rolled-back', evidence.candidate.changes)) return weights.rolledBack + (endedAfter(evidence) === undefined ? 0 : weights.ended);
    return went('failed', evidence.candidate.changes) ? weights.failed : undefined;
  },
  say: (evidence) => {
    if (!went('rolled-back', evidence.candidate.changes)) return 'it failed';
    const after = endedAfter(evidence);
    return after === undefined ? 'it was rolled back' : `it was rolled back, and the alerts ended ${after < 1000 ? 'at once' : `${span(after)} later`}`;
  },
};
