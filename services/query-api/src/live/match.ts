import type { IncidentFilter } from '@culprit/ports';
import type { Before, Facts } from './history.js';

const among = <T>(wanted: readonly T[] | undefined, found: readonly T[]): boolean =>
  wanted === undefined || wanted.length === 0 || found.some((one) => wanted.includes(one));

/** What the catalog says of a filter's names; undefined where the filter names none. */
export interface Named {
  readonly ownersServices?: readonly string[] | undefined;
  readonly systemsServices?: readonly string[] | undefined;
}

const onOneOf = (services: readonly string[] | undefined, facts: Facts): boolean => services === undefined || facts.services.some((service) => services.includes(service));

/** Whether one revision matches; the same as the store's `incidents` says. */
export const matchesFilter = (filter: IncidentFilter, { ownersServices, systemsServices }: Named, facts: Facts): boolean =>
  among(filter.services, facts.services) &&
  onOneOf(ownersServices, facts) &&
  onOneOf(systemsServices, facts) &&
  (filter.environment === undefined || filter.environment === facts.environment) &&
  (filter.status === undefined || filter.status === facts.status) &&
  among(filter.severities, [facts.severity]) &&
  (filter.hasSuspect === undefined || filter.hasSuspect === (facts.probability !== null)) &&
  (filter.minProbability === undefined || (facts.probability ?? 0) >= filter.minProbability) &&
  (filter.from === undefined || facts.openedAt >= filter.from) &&
  (filter.to === undefined || facts.openedAt < filter.to);

/** A revision goes out if it or the one before it matches. One that is gone may have: rather one too many than one missed. */
export const goesOut = (matches: (facts: Facts) => boolean, now: Facts, before: Before): boolean => {
  if (matches(now)) return true;
  if (before === 'none') return false;
  return before === 'gone' || matches(before);
};
