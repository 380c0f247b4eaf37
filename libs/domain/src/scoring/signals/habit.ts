import type { Member } from '../../correlation/membership.js';
import { counted, span } from '../say.js';
import type { PlaceSignal } from '../signal.js';

const earlierOf = (members: readonly Member[]): number => members.reduce((least, m) => Math.min(least, m.episode.earlier), Number.POSITIVE_INFINITY);

/** What alerts every few hours, whatever is changed, says little of any change. */
export const habit: PlaceSignal = {
  name: 'habit',
  weigh: ({ explained: [nearest], score }) => {
    const earlier = earlierOf(nearest.members);
    return earlier === 0 ? undefined : -score.habit.weight * Math.log(1 + earlier);
  },
  say: ({ explained: [nearest], fold }) => {
    const earlier = earlierOf(nearest.members);
    const times = earlier === 1 ? 'once' : counted(earlier, 'time');
    return `the same alert${nearest.service === '' ? '' : ` of ${nearest.service}`} had fired ${times} in the ${span(fold.lookback)} before, so it says less about any change`;
  },
};
