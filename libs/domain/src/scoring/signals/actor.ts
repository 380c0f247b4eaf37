import type { Signal } from '../score.js';

/** Who did it: an autoscaler mostly answers to trouble, a person who goes round the release tool makes it. */
export const actor: Signal = {
  name: 'actor',
  weigh: ({ candidate, score }) => {
    const [lead] = candidate.changes;
    if (candidate.changes.some((c) => c.outOfBand === true)) return { contribution: score.actor.outOfBand, sentence: `${lead.actor?.name ?? 'somebody'} changed by hand what a release tool owns` };
    if (lead.actor?.kind === 'autoscaler') return { contribution: score.actor.autoscaler, sentence: 'an autoscaler did it, which is mostly an effect' };
    if (lead.actor?.kind === 'human' && score.actor.human !== 0) return { contribution: score.actor.human, sentence: `${lead.actor.name ?? 'a person'} did it by hand` };
    return undefined;
  },
};
