import { canonicalEnvironment, clampAlert, clampChange, parseEvent, type CulpritEvent, type Environment } from '@culprit/domain';
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

export type Completed = { readonly ok: true; readonly event: CulpritEvent } | { readonly ok: false; readonly error: string };

/** Puts in the one name of the environment, clamps times, and makes sure that the event is whole. */
export const complete = (said: Said, door: Door): Completed => {
  if (said.kind === 'change') {
    const { environment: _, ...change } = said.event;
    const environment = canonicalEnvironment(door.environments, said.event);
    const parsed = parseEvent('change', { ...change, ...(environment === undefined ? {} : { environment }) });
    return parsed.ok ? { ok: true, event: { kind: 'change', event: clampChange(parsed.event) } } : parsed;
  }
  const environment = canonicalEnvironment(door.environments, { environment: said.event.environment, cluster: said.event.cluster }) ?? endpointEnvironment(door) ?? 'default';
  const parsed = parseEvent('alert', { ...said.event, environment });
  return parsed.ok ? { ok: true, event: { kind: 'alert', event: clampAlert(parsed.event) } } : parsed;
};
