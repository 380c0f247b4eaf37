import { listed } from '../say.js';
import type { PlaceEvidence, PlaceSignal } from '../signal.js';

const callersOf = ({ service, explained: [{ hops, by }], seenFrom }: PlaceEvidence): readonly string[] => (service === undefined || hops > 0 || by === 'scope' ? [] : (seenFrom.get(service) ?? []));

/** Whose calls to the changed service alert: who measures them sees the failure there. Each further one says less. */
export const seen: PlaceSignal = {
  name: 'seen',
  weigh: (evidence) => {
    if (evidence.seenFrom.size === 0 || evidence.score.seen === 0) return undefined;
    const callers = callersOf(evidence).length;
    return callers === 0 ? undefined : evidence.score.seen * Math.log2(1 + callers);
  },
  say: (evidence) => {
    const callers = callersOf(evidence);
    return `${listed(callers)} ${callers.length === 1 ? 'sees' : 'see'} it: what alerts ${callers.length === 1 ? 'is the call' : 'are the calls'} from there to ${evidence.service ?? 'it'}`;
  },
};
