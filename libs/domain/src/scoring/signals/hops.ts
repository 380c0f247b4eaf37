import type { Trust } from '../../catalog/graph.js';
import type { AlertClass } from '../../events/alert.js';
import { classOfFirst } from '../../correlation/explained.js';
import { counted, listed, percent } from '../say.js';
import type { PlaceEvidence, PlaceSignal } from '../signal.js';

/** Above this nobody would ask whether it is so. */
const SURE = 0.8;

/** Why a way is not trusted whole. */
const doubt = ({ confidence, weakest }: Trust): string => {
  if (confidence >= SURE || weakest === undefined) return '';
  const { from, to, call: { silentDays, sources, confidence: ofCall } } = weakest;
  if (silentDays > 0) return `; that ${from} calls ${to} was last seen ${counted(silentDays, 'day')} before`;
  return `; that ${from} calls ${to} is ${percent(ofCall)} sure, by ${listed(sources)}`;
};

/** What it calls is slow or full: it may be what it sends. Only failures go one way. */
const mayLoad = ({ by, hops: calls, members }: PlaceEvidence['explained'][0]): boolean => {
  const alertClass = classOfFirst({ members });
  return by === 'neighbour' && calls === 1 && (alertClass === 'latency' || alertClass === 'saturation');
};

/** What nobody reads any more piles up where it is sent from. */
const BACKS_UP: ReadonlySet<AlertClass> = new Set(['saturation', 'traffic-loss', 'other']);

/** How many calls lie between the nearest alerting service and the changed one, and how far they are trusted. */
export const hops: PlaceSignal = {
  name: 'hops',
  weigh: ({ explained: [nearest], score }) => {
    if (nearest.by === 'scope') return undefined;
    if (mayLoad(nearest)) return score.load;
    if (nearest.by === 'peer' || nearest.by === 'stranger' || nearest.by === 'neighbour') return score[nearest.by];
    if (nearest.by === 'anywhere') return score.anywhere - Math.log(nearest.among ?? 1);
    const alertClass = classOfFirst(nearest);
    const doubted = nearest.trust.confidence === 1 ? 0 : score.trust * Math.log(nearest.trust.confidence);
    const back = nearest.by === 'consumer' && !BACKS_UP.has(alertClass) ? score.consumer : 0;
    return back + doubted - (score.hops[alertClass] + (nearest.by === 'caller' ? score.callers : 0)) * nearest.hops;
  },
  say: ({ explained: [nearest], service = '' }) => {
    if (nearest.by === 'peer') return `no known call leads there: nobody knows whom ${nearest.service} calls, and ${service} is in the same ${nearest.shares ?? ''} (weak)`;
    if (nearest.by === 'anywhere') return `no known call leads there: nobody knows who calls whom, and ${service} was changed in the same environment (weak)`;
    if (nearest.by === 'stranger') return `no known call leads there: nobody knows who calls ${service}, and it is in the same ${nearest.shares ?? ''} as ${nearest.service} (weak)`;
    if (mayLoad(nearest)) return `${service} calls ${nearest.service}, which is ${classOfFirst(nearest) === 'latency' ? 'slow' : 'full'}: perhaps by what it sends (weak)`;
    if (nearest.by === 'neighbour') {
      const middle = nearest.path[1] ?? '';
      const near = nearest.hops === 1 ? `${service} calls ${nearest.service}` : `${nearest.service} and ${service} only have ${middle} in common`;
      return `no known call leads there: ${near} (weak)`;
    }
    if (nearest.hops === 0) return `${service} itself alerts`;
    if (nearest.by === 'caller') return `${service} calls ${nearest.service}, which lost its traffic (${counted(nearest.hops, 'hop')})${doubt(nearest.trust)}`;
    const through = nearest.path.slice(1, -1);
    if (nearest.by === 'consumer') return `${service} reads what ${nearest.service} sends${through.length > 0 ? ` through ${listed(through)}` : ''} (${counted(nearest.hops, 'hop')})${BACKS_UP.has(classOfFirst(nearest)) ? '' : ', and that seldom harms who sends'}${doubt(nearest.trust)}`;
    if (nearest.by === 'producer') return `${service} sends what ${nearest.service} consumes${through.length > 0 ? ` through ${listed(through)}` : ''} (${counted(nearest.hops, 'hop')})${doubt(nearest.trust)}`;
    return `${service} is called by ${nearest.service}${through.length > 0 ? ` through ${listed(through)}` : ''} (${counted(nearest.hops, 'hop')})${doubt(nearest.trust)}`;
  },
};
