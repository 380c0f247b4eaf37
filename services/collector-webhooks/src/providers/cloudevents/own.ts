import { acceptEvent, factId, observedBy } from '@culprit/domain';
import type { Meant } from '../../provider/cdevents/read.js';
import type { CloudEvent } from '../../provider/cloudevent/read.js';
import { instant } from '../../provider/instant.js';

/** The kind of our own events that a type names: `culprit.change`, also as the event log writes it, `culprit.change.deployment.succeeded`. */
export const ownKind = (type: string): 'change' | 'alert' | undefined => {
  const kind = /^culprit\.(change|alert)(?:\.|$)/.exec(type)?.[1];
  return kind === 'change' || kind === 'alert' ? kind : undefined;
};

const given = (data: object, name: string): boolean => name in data && (data as Record<string, unknown>)[name] !== null && (data as Record<string, unknown>)[name] !== undefined;

/** Data that is an event of ours, with what `/v1` lets one leave out filled; its id and time are then the CloudEvent's. */
export const ownEvent = (kind: 'change' | 'alert', event: CloudEvent, receivedAt: string): Meant => {
  const { data } = event;
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return { is: 'wrong', reason: `data of ${event.type}: expected an object` };
  const at = instant(event.time) ?? receivedAt;
  const id = given(data, 'id') ? {} : { id: factId(kind, 'cloudevents', event.source, 'event', event.id) };
  if (kind === 'change') {
    const read = acceptEvent(kind, { ...data, ...id, ...(given(data, 'occurredAt') ? {} : { occurredAt: at }) }, receivedAt);
    return read.ok ? { is: 'said', said: { kind, event: observedBy(read.event, receivedAt) } } : { is: 'wrong', reason: read.error };
  }
  const begins = given(data, 'startsAt') || given(data, 'endsAt') ? {} : { [(data as { status?: unknown }).status === 'resolved' ? 'endsAt' : 'startsAt']: at };
  const read = acceptEvent(kind, { ...data, ...id, ...begins }, receivedAt);
  if (!read.ok) return { is: 'wrong', reason: read.error };
  // The door knows better than `default` where an alert belongs that does not say.
  const { environment, ...rest } = observedBy(read.event, receivedAt);
  return { is: 'said', said: { kind, event: given(data, 'environment') ? { ...rest, environment } : rest } };
};
