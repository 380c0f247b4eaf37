import { patternOf } from '@culprit/domain';
import type { Provider } from '../provider/contract.js';

/** Where deliveries of one sender come in, ready for the next one. */
export interface Endpoint {
  readonly provider: Provider;
  /** Its name in the configuration; undefined for what a variable configures, whatever the address says then. */
  readonly name: string | undefined;
  readonly verified: ReturnType<Provider['verify']>;
  readonly secrets: readonly string[];
  /** As the provider's `settings` gave them. */
  readonly settings: unknown;
  /** Where events are that name no environment. */
  readonly environment: string | undefined;
  /** Entity or pattern → service. */
  readonly services: Readonly<Record<string, string>>;
  readonly serviceOf: (entity: string) => string | undefined;
  readonly maxBytes: number;
  /** Deliveries are kept beside their events. */
  readonly keeps: boolean;
  /** Until then what no secret fits is not refused for good, ms. */
  readonly rotatingUntil: number;
}

/** The service that a map of entities and patterns gives to an entity: its own line first, then the first pattern that fits. */
export const serviceMap = (services: Readonly<Record<string, string>>): ((entity: string) => string | undefined) => {
  const patterns = Object.entries(services).filter(([pattern]) => pattern.includes('*')).map(([pattern, service]) => [patternOf(pattern), service] as const);
  return (entity) => (Object.hasOwn(services, entity) ? services[entity] : patterns.find(([fits]) => fits(entity))?.[1]);
};
