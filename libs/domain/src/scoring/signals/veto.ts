import { millis } from '../../events/time.js';
import { counted } from '../say.js';
import type { Signal } from '../score.js';

/** An alert older than a change was hardly caused by it. Soft: clocks differ, and an incident may have two causes. */
export const veto: Signal = {
  name: 'veto',
  weigh: ({ candidate, score }) => {
    const services = candidate.explained.map((e) => Math.min(...e.members.map((m) => millis(m.episode.startsAt))));
    const earlier = services.filter((start) => start < candidate.effectiveAt).length;
    if (earlier === 0 || services.length === 0) return undefined;
    return { contribution: -score.veto * (earlier / services.length), sentence: `${earlier} of ${counted(services.length, 'service')} alerted before it` };
  },
};
