import type { IncidentFilter } from '@culprit/ports';
import type { Before, Facts } from './history.js';

const among = <T>(wanted: readonly T[] | undefined, found: readonly T[]): boolean =>
  wanted === undefined || wanted.length === 0 || found.some((one) => wanted.includes(one));

/** Whether one revision matches; the same as the store's `incidents` says. `systemServices`: the services of the filter's systems. */
export const matchesFilter = (filter: IncidentFilter, systemServices: readonly string[] | undefined, facts: Facts): boolean =>
  among(filter.services, facts.services) &&
  among(filter.owners, facts.owners) &&
  (systemServices === undefined || facts.services.some((service) => systemServices.includes(service))) &&
  (filter.environment === undefined || filter.environment === facts.environment) &&
  (filter.status === undefined || filter.status === facts.status) &&
  among(filter.severities, [facts.severity]) &&
  (filter.hasSuspect === undefined || filter.hasSuspect === (facts.probability !== null)) &&
  (filter.minProbability === undefined || (facts.probability ?? -1) >= filter.minProbability) &&
  (filter.from === undefined || facts.openedAt >= filter.from) &&
  (filter.to === undefined || facts.openedAt < filter.to);

/** A revision goes out if it or the one before it matches. One that is gone may have: rather one too many than one missed. */
export const goesOut = (matches: (facts: Facts) => boolean, now: Facts, before: Before): boolean => {
  if (matches(now)) return true;
  if (before === 'none') return false;
  return before === 'gone' || matches(before);
};
