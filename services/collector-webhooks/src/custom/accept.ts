import { acceptEvent, canonicalEnvironment, clampAlert, clampChange, envelope, observedBy, type CulpritEvent, type Environment, type Time } from '@culprit/domain';
import { shown } from '../delivery/complete.js';

/** The kinds of event that `/v1/<path>` takes, and of the items of `/v1/events` beside coverage. */
export const paths = { changes: 'change', alerts: 'alert', dependencies: 'dependency', services: 'service' } as const;
export type Path = keyof typeof paths;
export type Kind = (typeof paths)[Path] | 'coverage';

export interface Fault {
  /** Which one of the array; 0 for a single event. */
  readonly index: number;
  /** `path: what was wrong` of everything wrong with it. */
  readonly message: string;
}
export type Accepted = { readonly ok: true; readonly events: readonly CulpritEvent[]; readonly ids: readonly string[] } | { readonly ok: false; readonly errors: readonly Fault[] };

/** One event or an array of them, all good or all refused. Pure: the same body is the same events, but for `observedAt`. */
export const accept = (path: Path, body: unknown, environments: readonly Environment[], arrival: Time): Accepted => {
  const each = Array.isArray(body) ? body : [body];
  if (each.length === 0) return { ok: false, errors: [{ index: 0, message: 'event: an empty array holds none' }] };
  const events: CulpritEvent[] = [];
  const errors: Fault[] = [];
  each.forEach((value: unknown, index) => {
    const read = acceptOne(paths[path], value, environments, arrival);
    if (read.ok) events.push(shown(read.event));
    else errors.push({ index, message: read.error });
  });
  return errors.length > 0 ? { ok: false, errors } : { ok: true, events, ids: events.map((event) => ('id' in event.event ? event.event.id : envelope(event).key)) };
};

export type One = { readonly ok: true; readonly event: CulpritEvent } | { readonly ok: false; readonly error: string };

/** One event of a kind, with what was not said filled in. */
export const acceptOne = (kind: Kind, value: unknown, environments: readonly Environment[], arrival: Time): One => {
  switch (kind) {
    case 'change': {
      const read = acceptEvent(kind, value, arrival);
      return read.ok ? { ok: true, event: { kind, event: placed(clampChange(observedBy(read.event, arrival)), value, environments) } } : read;
    }
    case 'alert': {
      const read = acceptEvent(kind, value, arrival);
      return read.ok ? { ok: true, event: { kind, event: placed(clampAlert(observedBy(read.event, arrival)), value, environments) } } : read;
    }
    case 'dependency': {
      const read = acceptEvent(kind, value, arrival);
      return read.ok ? { ok: true, event: { kind, event: placed(observedBy(read.event, arrival), value, environments) } } : read;
    }
    case 'coverage': {
      const read = acceptEvent(kind, value, arrival);
      return read.ok ? { ok: true, event: { kind, event: observedBy(read.event, arrival) } } : read;
    }
    case 'service': {
      const read = acceptEvent(kind, value, arrival);
      return read.ok ? { ok: true, event: { kind, event: placed(observedBy(read.event, arrival), value, environments) } } : read;
    }
  }
};

/** The one name of the environment that was said, or that the cluster and namespace lie in; what the domain filled in otherwise stays. */
const placed = <E extends { environment?: string | undefined; cluster?: string | undefined; namespace?: string | undefined }>(
  event: E, value: unknown, environments: readonly Environment[],
): E => {
  const said = value !== null && typeof value === 'object' && 'environment' in value && value.environment !== null ? event.environment : undefined;
  const environment = canonicalEnvironment(environments, { environment: said, cluster: event.cluster, namespace: event.namespace });
  return environment === undefined || environment === event.environment ? event : { ...event, environment };
};
