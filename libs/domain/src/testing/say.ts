import { acceptEvent } from '../events/door.js';
import type { CulpritEvent, EventKind } from '../events/envelope.js';

/** An instant on the day of the tests: `at('10:05')`, `at('10:05:30')`. */
export const at = (clock: string, day = '2026-01-15'): string => `${day}T${clock.length === 5 ? `${clock}:00` : clock}.000Z`;

/** An event as somebody would post it; throws where the door would refuse it. */
export const said = (kind: EventKind, fields: Record<string, unknown>): CulpritEvent => {
  const accepted = acceptEvent(kind, fields, '2026-01-15T00:00:00.000Z');
  if (!accepted.ok) throw new Error(`${kind}: ${accepted.error}`);
  return { kind, event: accepted.event } as CulpritEvent;
};

export const firing = (id: string, fingerprint: string, service: string | undefined, startsAt: string, more: Record<string, unknown> = {}): CulpritEvent =>
  said('alert', { id, fingerprint, service, startsAt, environment: 'production', class: 'errors', ...more });
export const resolved = (id: string, fingerprint: string, endsAt: string, more: Record<string, unknown> = {}): CulpritEvent =>
  said('alert', { id, fingerprint, status: 'resolved', endsAt, environment: 'production', ...more });
export const change = (id: string, service: string | undefined, occurredAt: string, more: Record<string, unknown> = {}): CulpritEvent =>
  said('change', { id, service, occurredAt, environment: 'production', kind: 'deployment', title: `Deploy ${service ?? 'something'}`, ...more });
export const calls = (from: string, to: string, more: Record<string, unknown> = {}): CulpritEvent => said('dependency', { from, to, environment: 'production', ...more });
