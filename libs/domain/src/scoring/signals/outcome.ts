import type { ChangePhase } from '../../events/change.js';
import type { Signal } from '../score.js';

/** A rollout that failed or was taken back. */
export const outcome: Signal = {
  name: 'outcome',
  weigh: ({ candidate, score }) => {
    const went = (phase: ChangePhase): boolean => candidate.changes.some((c) => c.phase === phase || c.phases.some((p) => p.phase === phase));
    if (went('rolled-back')) return { contribution: score.outcome.rolledBack, sentence: 'it was rolled back' };
    if (went('failed')) return { contribution: score.outcome.failed, sentence: 'it failed' };
    return undefined;
  },
};
