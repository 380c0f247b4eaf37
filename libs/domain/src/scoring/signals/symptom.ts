import type { AlertClass } from '../../events/alert.js';
import { classOf } from '../../events/alert-class.js';
import type { PlaceEvidence, PlaceSignal } from '../signal.js';

const told: Readonly<Record<AlertClass, string>> = {
  availability: 'is not there', errors: 'fails', latency: 'is slow', saturation: 'runs out of something', 'traffic-loss': 'gets no traffic', crash: 'crashes', other: 'alerts',
};

/** The class of the service's own alerts that says most of the service itself, and how much. */
const strongest = ({ explained: [nearest], score }: PlaceEvidence): { readonly of: AlertClass; readonly weight: number } | undefined => {
  if (nearest.hops > 0 || nearest.by === 'scope') return undefined;
  let found: { of: AlertClass; weight: number } | undefined;
  for (const { episode: { first } } of nearest.members) {
    const of = classOf(first);
    const weight = score.symptom[of] ?? 0;
    if (weight !== 0 && (found === undefined || weight > found.weight)) found = { of, weight };
  }
  return found;
};

/** Errors and slowness come up from who is called; what crashes or runs out of something mostly does so by itself. */
export const symptom: PlaceSignal = {
  name: 'symptom',
  weigh: (evidence) => {
    const found = strongest(evidence);
    return found === undefined ? undefined : found.weight * (evidence.says.get(evidence.service ?? '') ?? 1);
  },
  say: (evidence) => `${evidence.service ?? 'it'} itself ${told[strongest(evidence)?.of ?? 'other']}, which seldom comes from what it calls`,
};
