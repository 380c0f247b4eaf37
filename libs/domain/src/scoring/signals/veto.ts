import type { Candidate } from '../../correlation/candidates.js';
import { mostEarlier } from '../earlier.js';
import { every, span } from '../say.js';
import type { Evidence, Signal } from '../signal.js';

const earlierOf = ({ reached, effectiveAt }: Candidate): number => {
  let earlier = 0;
  for (const { began } of reached) if (began < effectiveAt) earlier += 1;
  return earlier;
};

/** The same, each by how much it says. */
const weightOf = ({ candidate: { reached, effectiveAt }, score, fold }: Evidence): number => {
  let sum = 0;
  for (const { members } of reached) sum += mostEarlier(members, effectiveAt, { score, fold });
  return sum;
};

/** An alert older than a change was hardly caused by it. Soft: clocks differ, and an incident may have two causes. */
export const veto: Signal = {
  name: 'veto',
  onlyOf: 'later',
  weigh: (evidence) => {
    const earlier = weightOf(evidence);
    return earlier === 0 ? undefined : -evidence.score.veto * (earlier / evidence.candidate.reached.length);
  },
  say: ({ candidate }) => {
    const { reached, effectiveAt } = candidate;
    const [nearest, ...others] = reached;
    const earlier = earlierOf(candidate);
    if (nearest !== undefined && others.length === 0) return `${nearest.service === '' ? 'the first alert' : nearest.service} had alerted ${span(effectiveAt - nearest.began)} before it was made`;
    return `${earlier === reached.length ? every(earlier, 'service') : `${earlier} of the ${reached.length} services`} that it would explain had alerted before it was made`;
  },
};
