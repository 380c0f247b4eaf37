import { millis } from '../../events/time.js';
import { chance, noticed } from '../delay.js';
import { doer, span } from '../say.js';
import type { Signal } from '../score.js';

/**
 * How soon after the change the incident opened: a cause comes before the first symptom, whoever shows it. And whether the alert nearest to the
 * change has had the time to notice it.
 */
export const time: Signal = {
  name: 'time',
  weigh: ({ candidate, group, score }) => {
    const { mixture, reference, weight, later, detect } = score.time;
    const [first] = group.members;
    if (first === undefined) return undefined;
    const [nearest] = candidate.explained;
    const notice = nearest.members.reduce((a, b) => (b.episode.startsAt < a.episode.startsAt ? b : a), nearest.members[0] ?? first);
    const delay = millis(first.episode.startsAt) - candidate.effectiveAt;
    const seen = noticed(millis(notice.episode.startsAt) - candidate.effectiveAt, detect[notice.episode.first.class]);
    const contribution = weight * Math.log((seen * chance(delay, mixture)) / chance(reference, mixture)) + (delay < 0 ? later : 0);
    const who = doer(candidate.changes);
    const what = `${candidate.changes[0].title}${who === undefined ? '' : ` by ${who}`}`;
    const alert = first.services[0] === undefined ? 'the first alert' : `${first.services[0]} alerted`;
    const began = millis(first.episode.startsAt) - millis(candidate.changes[0].occurredAt);
    return { contribution, sentence: `${what}, ${span(began)} ${began < 0 ? 'after' : 'before'} ${alert}` };
  },
};
