import { counted } from '../say.js';
import type { Signal } from '../score.js';

/** What alerts every few hours, whatever is changed, says little of any change. */
export const habit: Signal = {
  name: 'habit',
  weigh: ({ candidate, score }) => {
    const [nearest] = candidate.explained;
    const earlier = nearest.members.reduce((least, m) => Math.min(least, m.episode.earlier), Number.POSITIVE_INFINITY);
    if (earlier === 0) return undefined;
    return { contribution: -score.habit.weight * Math.log(1 + earlier), sentence: `${nearest.service === '' ? 'this' : nearest.service} had alerted ${counted(earlier, 'time')} in the days before` };
  },
};
