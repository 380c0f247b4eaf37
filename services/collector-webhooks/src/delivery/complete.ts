import { canonicalEnvironment, clampAlert, clampChange, type CulpritEvent, type Environment } from '@culprit/domain';
import type { Said } from '../provider/contract.js';

export interface Door {
  readonly environments: readonly Environment[];
  /** What stands in the address after the provider; where it names an environment, alerts without one are in it. */
  readonly endpoint: string | undefined;
}

/** The environment that an endpoint is named after, if it is. */
export const endpointEnvironment = ({ environments, endpoint }: Door): string | undefined => {
  const name = endpoint?.toLowerCase();
  return environments.find((e) => [e.name, ...e.aliases].some((each) => each.toLowerCase() === name))?.name;
};

/**
 * Puts in the one name of the environment, and clamps times. What a provider made is whole by its types, and by the limits in its `schema.ts`; it is
 * not read again here, where every delivery passes.
 */
export const complete = (said: Said, door: Door): CulpritEvent => {
  if (said.kind === 'change') {
    const environment = canonicalEnvironment(door.environments, said.event);
    return { kind: 'change', event: clampChange(environment === said.event.environment ? said.event : { ...said.event, environment }) };
  }
  const environment = canonicalEnvironment(door.environments, { environment: said.event.environment, cluster: said.event.cluster }) ?? endpointEnvironment(door) ?? 'default';
  return { kind: 'alert', event: clampAlert({ ...said.event, environment }) };
};
