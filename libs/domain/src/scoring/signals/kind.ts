import type { Signal } from '../score.js';

/** How often changes of its kind are the cause, before anything else is known. */
export const kind: Signal = {
  name: 'kind',
  weigh: ({ candidate, score }) => {
    const [lead] = candidate.changes;
    const contribution = score.kind[lead.kind];
    if (contribution === 0) return undefined;
    const name = lead.kind.replaceAll('-', ' ');
    return { contribution, sentence: contribution > 0 ? `a ${name} change is often the cause` : `a ${name} change is seldom the cause` };
  },
};
