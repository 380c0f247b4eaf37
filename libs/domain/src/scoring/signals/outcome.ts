import type { Signal } from '../score.js';

/** A rollout that failed or was taken back. */
export const outcome: Signal = {
  name: 'outcome',
  weigh: ({ candidate, score }) => {
    const phases = new Set(candidate.changes.flatMap((c) => [c.phase, ...c.phases.map((p) => p.phase)]));
    if (phases.has('rolled-back')) return { contribution: score.outcome.rolledBack, sentence: 'it was rolled back' };
    if (phases.has('failed')) return { contribution: score.outcome.failed, sentence: 'it failed' };
    return undefined;
  },
};
