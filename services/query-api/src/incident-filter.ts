import type { IncidentFilter } from '@culprit/ports';
import { badInput } from './errors.js';
import type { Giving } from './given.js';

export type IncidentFilterInput = IncidentFilter & { readonly last?: string };

/** The filter of incidents as it was asked for; a probability that is none is told so. */
export const incidentFilter = (filter: IncidentFilterInput | null | undefined, given: Giving): IncidentFilterInput => {
  const asked = given(filter);
  const { minProbability } = asked;
  if (minProbability !== undefined && !(minProbability >= 0 && minProbability <= 1)) throw badInput(`minProbability: 0 to 1, not ${minProbability}`);
  return asked;
};
