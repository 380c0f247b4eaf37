import { millis } from '../../events/time.js';
import { doer, span } from '../say.js';
import type { Signal } from '../score.js';

/** How probable a delay is when the change was the cause: a mixture of soon, within hours and the next day. Per ms. */
const density = (delay: number, mixture: readonly { share: number; mean: number }[]): number =>
  mixture.reduce((sum, { share, mean }) => sum + (share / mean) * Math.exp(-delay / mean), 0);

/** How soon after the change the incident opened. Not how soon its own service alerted: a cause comes before the first symptom, whoever shows it. */
export const time: Signal = {
  name: 'time',
  weigh: ({ candidate, group, score }) => {
    const { mixture, reference, weight, later } = score.time;
    const [first] = group.members;
    if (first === undefined) return undefined;
    const delay = millis(first.episode.startsAt) - candidate.effectiveAt;
    const contribution = weight * Math.log(density(Math.max(0, delay), mixture) / density(reference, mixture)) + (delay < 0 ? later : 0);
    const who = doer(candidate.changes);
    const what = `${candidate.changes[0].title}${who === undefined ? '' : ` by ${who}`}`;
    const alert = first.services[0] === undefined ? 'the first alert' : `${first.services[0]} alerted`;
    const began = millis(first.episode.startsAt) - millis(candidate.changes[0].occurredAt);
    return { contribution, sentence: `${what}, ${span(began)} ${began < 0 ? 'after' : 'before'} ${alert}` };
  },
};
