import type { PlaceSignal } from '../signal.js';

/** A change that names no service may touch every service in its scope, and so harms each of them less often than what is made on it. */
export const scope: PlaceSignal = {
  name: 'place',
  weigh: ({ service, score }) => (service === undefined ? score.scopeOnly : undefined),
  say: () => 'it names no service, only a place that the alerts are in',
};
