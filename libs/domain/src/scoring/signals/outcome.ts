import type { ChangePhase } from '../../events/change.js';
import { millis } from '../../events/time.js';
import { span } from '../say.js';
import type { Signal } from '../score.js';

/** A rollout that failed or was taken back; most telling where the alerts ended with it. */
export const outcome: Signal = {
  name: 'outcome',
  weigh: ({ candidate, group, score, fold }) => {
    const went = (phase: ChangePhase): boolean => candidate.changes.some((c) => c.phase === phase || c.phases.some((p) => p.phase === phase));
    if (!went('rolled-back')) return went('failed') ? { contribution: score.outcome.failed, sentence: 'it failed' } : undefined;
    const opened = group.members[0]?.episode.startsAt ?? '';
    const phases = candidate.changes.flatMap((c) => [{ phase: c.phase, at: c.updatedAt }, ...c.phases]);
    const back = phases.filter((p) => p.phase === 'rolled-back' && p.at > opened).map((p) => p.at).sort()[0];
    const ends = candidate.explained.flatMap((e) => e.members).map((m) => m.episode.endsAt ?? '~');
    const last = ends.reduce((a, b) => (b > a ? b : a), '');
    const after = back === undefined || last === '~' ? -1 : millis(last) - millis(back);
    if (after < 0 || after > fold.near) return { contribution: score.outcome.rolledBack, sentence: 'it was rolled back' };
    return { contribution: score.outcome.rolledBack + score.outcome.ended, sentence: `it was rolled back, and the alerts ended ${span(after)} later` };
  },
};
