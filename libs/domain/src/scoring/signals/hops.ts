import { counted } from '../say.js';
import type { Signal } from '../score.js';

/** How many calls lie between the nearest alerting service and the changed one. */
export const hops: Signal = {
  name: 'hops',
  weigh: ({ candidate, score }) => {
    const [nearest] = candidate.explained;
    if (nearest.by === 'scope') return undefined;
    if (nearest.by === 'peer') {
      return { contribution: score.neighbour, sentence: `no known call leads there: nobody knows whom ${nearest.service} calls, and ${candidate.service ?? ''} is in the same ${nearest.shares ?? ''} (weak)` };
    }
    if (nearest.by === 'neighbour') {
      const middle = nearest.path[1] ?? '';
      const near = nearest.hops === 1 ? `${candidate.service ?? ''} calls ${nearest.service}` : `${nearest.service} and ${candidate.service ?? ''} only have ${middle} in common`;
      return { contribution: score.neighbour, sentence: `no known call leads there: ${near} (weak)` };
    }
    const alertClass = nearest.members[0]?.episode.first.class ?? 'other';
    const perHop = score.hops[alertClass] + (nearest.by === 'caller' ? score.callers : 0);
    const contribution = -perHop * nearest.hops;
    const service = candidate.service ?? '';
    if (nearest.hops === 0) return { contribution, sentence: `${service} is what alerts` };
    if (nearest.by === 'caller') return { contribution, sentence: `${service} calls ${nearest.service}, which lost its traffic (${counted(nearest.hops, 'hop')})` };
    const through = nearest.path.slice(1, -1);
    return { contribution, sentence: `${service} is called by ${nearest.service}${through.length > 0 ? ` through ${through.join(', ')}` : ''} (${counted(nearest.hops, 'hop')})` };
  },
};
