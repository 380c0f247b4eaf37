import type { Candidate } from '../../correlation/candidates.js';
import { counted } from '../say.js';
import type { Signal } from '../signal.js';

const earlierOf = ({ explained, effectiveAt }: Candidate): number => {
  let earlier = 0;
  for (const { began } of explained) if (began < effectiveAt) earlier += 1;
  return earlier;
};

/** An alert older than a change was hardly caused by it. Soft: clocks differ, and an incident may have two causes. */
export const veto: Signal = {
  name: 'veto',
  weigh: ({ candidate, score }) => {
    const earlier = earlierOf(candidate);
    return earlier === 0 ? undefined : -score.veto * (earlier / candidate.explained.length);
  },
  say: ({ candidate }) => `${earlierOf(candidate)} of ${counted(candidate.explained.length, 'service')} alerted before it`,
};
