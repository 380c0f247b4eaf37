import type { Candidate } from '../../correlation/candidates.js';
import { every, span } from '../say.js';
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
  say: ({ candidate }) => {
    const { explained: [nearest, ...others], effectiveAt } = candidate;
    const earlier = earlierOf(candidate);
    if (others.length === 0) return `${nearest.service === '' ? 'the first alert' : nearest.service} had alerted ${span(effectiveAt - nearest.began)} before it was made`;
    const all = others.length + 1;
    return `${earlier === all ? every(all, 'service') : `${earlier} of the ${all} services`} that it would explain had alerted before it was made`;
  },
};
