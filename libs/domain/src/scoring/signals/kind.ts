import type { ChangeSignal } from '../signal.js';

/** How often changes of its kind are the cause, before anything else is known. */
export const kind: ChangeSignal = {
  name: 'kind',
  weigh: ({ changes: [lead], score }) => (score.kind[lead.kind] === 0 ? undefined : score.kind[lead.kind]),
  say: ({ changes: [lead], score }) => `a ${lead.kind.replaceAll('-', ' ')} change is ${score.kind[lead.kind] > 0 ? 'often' : 'seldom'} the cause`,
};
