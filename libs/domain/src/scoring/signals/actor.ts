import { cut } from '../say.js';
import type { ChangeSignal } from '../signal.js';
import { doer, operationOf } from '../whose.js';

/** Who did it: an autoscaler mostly answers to trouble, a person who goes round the release tool makes it. */
export const actor: ChangeSignal = {
  name: 'actor',
  weigh: ({ changes, score }) => {
    const [lead] = changes;
    if (operationOf(changes).some((c) => c.outOfBand === true)) return score.actor.outOfBand;
    if (lead.actor?.kind === 'autoscaler') return score.actor.autoscaler;
    return lead.actor?.kind === 'human' && score.actor.human !== 0 ? score.actor.human : undefined;
  },
  say: ({ changes }) => {
    const [lead] = changes;
    if (operationOf(changes).some((c) => c.outOfBand === true)) {
      const { person, machine } = doer(changes);
      // with whose name a hand did it says nothing of whose hand it was
      return person === undefined && machine !== undefined ? 'what a release tool owns was changed round it' : `${person ?? 'somebody'} changed by hand what a release tool owns`;
    }
    if (lead.actor?.kind === 'autoscaler') return 'an autoscaler did it: mostly that is an effect of trouble, not its cause';
    return `${lead.actor?.name === undefined ? 'a person' : cut(lead.actor.name)} did it, no machine`;
  },
};
