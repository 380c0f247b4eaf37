import type { ChangeSignal } from '../signal.js';

/** Who did it: an autoscaler mostly answers to trouble, a person who goes round the release tool makes it. */
export const actor: ChangeSignal = {
  name: 'actor',
  weigh: ({ changes, score }) => {
    const [lead] = changes;
    if (changes.some((c) => c.outOfBand === true)) return score.actor.outOfBand;
    if (lead.actor?.kind === 'autoscaler') return score.actor.autoscaler;
    return lead.actor?.kind === 'human' && score.actor.human !== 0 ? score.actor.human : undefined;
  },
  say: ({ changes }) => {
    const [lead] = changes;
    const byHand = changes.find((c) => c.outOfBand === true);
    if (byHand !== undefined) return `${byHand.actor?.name ?? 'somebody'} changed by hand what a release tool owns`;
    if (lead.actor?.kind === 'autoscaler') return 'an autoscaler did it: mostly that is an effect of trouble, not its cause';
    return `${lead.actor?.name ?? 'a person'} did it, no machine`;
  },
};
