import { counted, listed } from '../say.js';
import type { PlaceSignal } from '../signal.js';

/** How many calls lie between the nearest alerting service and the changed one. */
export const hops: PlaceSignal = {
  name: 'hops',
  weigh: ({ explained: [nearest], score }) => {
    if (nearest.by === 'scope') return undefined;
    if (nearest.by === 'peer' || nearest.by === 'neighbour') return score.neighbour;
    const alertClass = nearest.members[0]?.episode.first.class ?? 'other';
    return -(score.hops[alertClass] + (nearest.by === 'caller' ? score.callers : 0)) * nearest.hops;
  },
  say: ({ explained: [nearest], service = '' }) => {
    if (nearest.by === 'peer') return `no known call leads there: nobody knows whom ${nearest.service} calls, and ${service} is in the same ${nearest.shares ?? ''} (weak)`;
    if (nearest.by === 'neighbour') {
      const middle = nearest.path[1] ?? '';
      const near = nearest.hops === 1 ? `${service} calls ${nearest.service}` : `${nearest.service} and ${service} only have ${middle} in common`;
      return `no known call leads there: ${near} (weak)`;
    }
    if (nearest.hops === 0) return `${service} itself alerts`;
    if (nearest.by === 'caller') return `${service} calls ${nearest.service}, which lost its traffic (${counted(nearest.hops, 'hop')})`;
    const through = nearest.path.slice(1, -1);
    return `${service} is called by ${nearest.service}${through.length > 0 ? ` through ${listed(through)}` : ''} (${counted(nearest.hops, 'hop')})`;
  },
};
