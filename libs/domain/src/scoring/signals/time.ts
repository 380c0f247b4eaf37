import type { Candidate } from '../../correlation/candidates.js';
import type { Rules } from '../../correlation/rules.js';
import { millis } from '../../events/time.js';
import { chance, noticed } from '../delay.js';
import { span } from '../say.js';
import type { Signal } from '../signal.js';
import { whose } from '../whose.js';

/** What nobody would tell apart. ms */
const AT_ONCE = 500;

/** How long alerts as the nearest mostly take to notice, ms. */
export const noticeOf = ([nearest]: Candidate['explained'], { time: { detect } }: Rules['score']): number => detect[nearest.members[0]?.episode.first.class ?? 'other'];

/**
 * How soon after the change the incident opened: a cause comes before the first symptom, whoever shows it. And whether the alert nearest to the
 * change has had the time to notice it. What came after the opening is at most the cause of some of it.
 */
export const time: Signal = {
  name: 'time',
  weigh: ({ candidate: { effectiveAt, onset, explained: [nearest] }, notice, openedAt, usualChance, score }) => {
    const { mixture, weight, later } = score.time;
    const delay = onset - effectiveAt;
    const seen = noticed(nearest.began - effectiveAt, notice);
    return weight * Math.log((seen * chance(delay, mixture)) / usualChance) + (effectiveAt > openedAt ? later : 0);
  },
  say: ({ candidate: { changes, effectiveAt, onset, explained: [nearest] }, group, openedAt }) => {
    const service = onset === openedAt ? group.members[0]?.services[0] : nearest.members[0]?.services[0];
    const alerted = service === undefined ? 'the first alert' : `${service} alerted`;
    const delay = onset - effectiveAt;
    const begun = onset - millis(changes[0].occurredAt);
    const when = Math.abs(delay) < AT_ONCE ? `${service === undefined ? 'at the moment of' : 'just as'} ${alerted}` : `${span(delay)} ${delay < 0 ? 'after' : 'before'} ${alerted}`;
    return `${whose(changes)}, ${when}${begun > 2 * Math.max(delay, AT_ONCE) ? ` (begun ${span(begun)} before)` : ''}`;
  },
};
