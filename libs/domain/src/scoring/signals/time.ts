import { millis } from '../../events/time.js';
import { doer, span } from '../say.js';
import type { Signal } from '../score.js';

/** How probable a delay is when the change was the cause: a mixture of soon, within hours and the next day. Per ms. */
const density = (delay: number, mixture: readonly { share: number; mean: number }[]): number =>
  mixture.reduce((sum, { share, mean }) => sum + (share / mean) * Math.exp(-delay / mean), 0);

/** How soon after the change the first alert began that it would explain. */
export const time: Signal = {
  name: 'time',
  weigh: ({ candidate, group, score }) => {
    const { mixture, reference, weight, later } = score.time;
    const members = candidate.explained.flatMap((e) => e.members);
    const onset = Math.min(...(members.length > 0 ? members : group.members).map((m) => millis(m.episode.startsAt)));
    const delay = onset - candidate.effectiveAt;
    const contribution = weight * Math.log(density(Math.max(0, delay), mixture) / density(reference, mixture)) + (delay < 0 ? later : 0);
    const [lead] = candidate.changes;
    const who = doer(candidate.changes);
    const what = `${lead.title}${who === undefined ? '' : ` by ${who}`}`;
    const where = candidate.explained[0].service;
    const alert = where === '' ? 'the first alert' : `${where} alerted`;
    return { contribution, sentence: delay < 0 ? `${what}, ${span(delay)} after ${alert}` : `${what}, ${span(delay)} before ${alert}` };
  },
};
