import { millis } from '../../events/time.js';
import { chance, noticed } from '../delay.js';
import { doer, span } from '../say.js';
import type { Signal } from '../signal.js';

/**
 * How soon after the change the incident opened: a cause comes before the first symptom, whoever shows it. And whether the alert nearest to the
 * change has had the time to notice it.
 */
export const time: Signal = {
  name: 'time',
  weigh: ({ candidate: { effectiveAt, explained: [nearest] }, openedAt, usualChance, score }) => {
    const { mixture, weight, later, detect } = score.time;
    const delay = openedAt - effectiveAt;
    const seen = noticed(nearest.began - effectiveAt, detect[nearest.members[0]?.episode.first.class ?? 'other']);
    return weight * Math.log((seen * chance(delay, mixture)) / usualChance) + (delay < 0 ? later : 0);
  },
  say: ({ candidate: { changes }, group, openedAt }) => {
    const who = doer(changes);
    const what = `${changes[0].title}${who === undefined ? '' : ` by ${who}`}`;
    const service = group.members[0]?.services[0];
    const began = openedAt - millis(changes[0].occurredAt);
    return `${what}, ${span(began)} ${began < 0 ? 'after' : 'before'} ${service === undefined ? 'the first alert' : `${service} alerted`}`;
  },
};
