import { bareEvent, canonicalEnvironment, clampAlert, clampChange, redactEvent, redactNamed, type Alert, type Change, type CulpritEvent, type Environment } from '@culprit/domain';
import type { Said } from '../provider/contract.js';

export interface Door {
  readonly environments: readonly Environment[];
  /** What stands in the address after the provider; where it names an environment, alerts without one are in it. */
  readonly endpoint: string | undefined;
  /** Where the configuration says that events are which name no environment. */
  readonly environment?: string | undefined;
  /** Which service an entity belongs to, as the configuration says. */
  readonly serviceOf?: ((entity: string) => string | undefined) | undefined;
}

/** The environment that an endpoint is named after, if it is. */
export const endpointEnvironment = ({ environments, endpoint }: Door): string | undefined => {
  const name = endpoint?.toLowerCase();
  return environments.find((e) => [e.name, ...e.aliases].some((each) => each.toLowerCase() === name))?.name;
};

/**
 * Puts in the one name of the environment and the services that the endpoint's map knows, clamps times, and takes secrets out of the texts. What a
 * provider made is whole by its types, and by the limits in its `schema.ts`; it is not read again here, where every delivery passes. `clean`: it was made
 * of a body that was looked through.
 */
export const complete = (said: Said, door: Door, clean = false): CulpritEvent => {
  if (said.kind === 'change') {
    const { event } = said;
    const environment = canonicalEnvironment(door.environments, event) ?? configured(door);
    return shown({ kind: 'change', event: clampChange(served(environment === event.environment ? event : { ...event, environment }, door)) }, clean);
  }
  const { environment: named, cluster } = said.event;
  const environment = canonicalEnvironment(door.environments, { environment: named, cluster }) ?? configured(door) ?? endpointEnvironment(door) ?? 'default';
  return shown({ kind: 'alert', event: clampAlert(owned({ ...said.event, environment }, door)) }, clean);
};

const configured = ({ environments, environment }: Door): string | undefined => (environment === undefined ? undefined : canonicalEnvironment(environments, { environment }));

const served = (change: Change, { serviceOf }: Door): Change => {
  if (serviceOf === undefined || change.services.length > 0) return change;
  const services = [...new Set(change.entities.map(serviceOf).filter((service) => service !== undefined))];
  return services.length === 0 ? change : { ...change, services };
};

const owned = (alert: Alert, { serviceOf }: Door): Alert => {
  if (serviceOf === undefined || alert.service !== undefined) return alert;
  const service = alert.entities.map(serviceOf).find((each) => each !== undefined);
  return service === undefined ? alert : { ...alert, service };
};

/** Fails closed: what could not be looked through keeps which thing it is about, when and who says so. */
export const shown = (event: CulpritEvent, clean = false): CulpritEvent => {
  try {
    return clean ? redactNamed(event) : redactEvent(event);
  } catch {
    return bareEvent(event);
  }
};
