import { describe, expect, it } from '@jest/globals';
import { acceptEvent, clampAlert, clampChange } from './door.js';
import { envelope } from './envelope.js';

const arrival = '2026-01-15T10:00:00.000Z';
const accepted = <K extends 'change' | 'alert'>(kind: K, fields: unknown) => {
  const result = acceptEvent(kind, fields, arrival);
  if (!result.ok) throw new Error(result.error);
  return result.event;
};

describe('at the door', () => {
  it('a change needs a time and is otherwise filled', () => {
    expect(accepted('change', { id: 'c', service: 'cart', occurredAt: '2026-01-15T11:00:00+02:00' })).toMatchObject({
      id: 'c', services: ['cart'], occurredAt: '2026-01-15T09:00:00.000Z', phase: 'succeeded', kind: 'custom', observedAt: arrival, detectedBy: 'live', diff: [],
    });
  });

  it('an alert is filled with what the contract says', () => {
    expect(accepted('alert', { id: 'a', service: 'cart', startsAt: arrival })).toMatchObject({ fingerprint: 'a', status: 'firing', class: 'other', environment: 'default' });
  });

  it('the same input is the same event, also without an id', () => {
    const input = { service: 'cart', occurredAt: arrival };
    expect(accepted('change', input).id).toBe((acceptEvent('change', { ...input }, '2027-01-01T00:00:00.000Z') as { event: { id: string } }).event.id);
  });

  it.each([
    ['change', { id: 'c', service: 'cart' }, 'occurredAt'],
    ['change', { id: 'c', occurredAt: 'yesterday' }, 'occurredAt: expected an RFC 3339 time'],
    ['change', { id: 7, occurredAt: arrival }, 'id'],
    ['change', { id: 'c', occurredAt: arrival, kind: 'deploy' }, 'kind'],
    ['change', [], 'expected an object, received array'],
    ['alert', { id: 'a', service: 'cart' }, 'startsAt'],
    ['alert', { id: 'a', status: 'resolved' }, 'endsAt'],
    ['dependency', { from: 'a' }, 'to'],
    ['service', {}, 'name'],
  ] as const)('a %s that is wrong is refused with the field and the reason', (kind, fields, says) => {
    expect(acceptEvent(kind, fields, arrival)).toEqual({ ok: false, error: expect.stringContaining(says) });
  });

  it('a time from the future is cut to five minutes ahead, and flagged', () => {
    expect(clampChange(accepted('change', { id: 'c', service: 's', occurredAt: '2026-01-15T12:00:00Z' }))).toMatchObject({
      occurredAt: '2026-01-15T10:05:00.000Z', attributes: { clampedFrom: '2026-01-15T12:00:00.000Z' },
    });
    const fine = accepted('alert', { id: 'a', service: 's', startsAt: '2026-01-15T10:05:00Z' });
    expect(clampAlert(fine)).toBe(fine);
  });
});

describe('an envelope', () => {
  it('is a CloudEvent in binary mode, the same for the same statement', () => {
    const event = accepted('alert', { id: 'a', fingerprint: 'f', service: 'cart', startsAt: arrival, environment: 'production' });
    const sent = envelope({ kind: 'alert', event });
    expect(sent).toMatchObject({ topic: 'culprit.alerts.v1', partitionKey: 'production', key: 'f' });
    expect(sent.headers).toMatchObject({ ce_specversion: '1.0', ce_type: 'culprit.alert.firing', ce_time: arrival, ce_source: 'custom' });
    expect(envelope({ kind: 'alert', event: { ...event } })).toEqual(sent);
    expect(envelope({ kind: 'alert', event: { ...event, title: 'other' } }).headers['ce_id']).not.toBe(sent.headers['ce_id']);
  });
});
