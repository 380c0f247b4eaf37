import { describe, expect, it } from '@jest/globals';
import { acceptEvent, clampAlert, clampChange, observedBy } from './door.js';
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

  it.each<[object, string[]]>([
    [{ revision: { commit: 'ABCDEF1234567' } }, ['commit:abcdef1234567']],
    [{ revision: { commit: 'abcdef1', image: 'docker.io/acme/cart:1.4.2', digest: 'sha256:0a' }, identities: ['flag:x', 'commit:abcdef1'] }, ['flag:x', 'commit:abcdef1', 'image:acme/cart:1.4.2', 'image:acme/cart@sha256:0a']],
    [{ revision: { commit: 'v1.4', image: 'acme/cart:latest', version: '1.4' } }, []],
    [{ revision: { commit: 'abcdef1' }, identities: [] }, []],
    [{ identities: ['flag:x'] }, ['flag:x']],
    [{ identities: ['image:acme/cart:latest', 'flag:x'] }, ['flag:x']],
    [{ identities: ['image:acme/cart:latest'] }, []],
    [{ revision: { image: 'acme/cart:latest', digest: 'sha256:0a' }, identities: ['image:acme/cart:latest'] }, ['image:acme/cart@sha256:0a']],
    [{}, []],
  ])('what %j is known by is %j', (said, identities) => {
    expect(accepted('change', { id: 'c', service: 'cart', occurredAt: arrival, ...said }).identities).toEqual(identities);
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

  it('every time that decides something is cut: one clock that runs ahead must not win for ever, nor end what has just begun', () => {
    const ahead = { finishedAt: '2030-01-01T00:00:00Z', updatedAt: '2031-01-01T00:00:00Z' };
    expect(clampChange(accepted('change', { id: 'c', service: 's', occurredAt: arrival, ...ahead }))).toMatchObject({
      occurredAt: arrival, finishedAt: '2026-01-15T10:05:00.000Z', updatedAt: '2026-01-15T10:05:00.000Z',
      phases: [{ phase: 'succeeded', at: '2026-01-15T10:05:00.000Z' }], attributes: { clampedFrom: '2031-01-01T00:00:00.000Z' },
    });
    expect(clampAlert(accepted('alert', { id: 'a', service: 's', startsAt: arrival, updatedAt: '2031-01-01T00:00:00Z' }))).toMatchObject({
      startsAt: arrival, updatedAt: '2026-01-15T10:05:00.000Z', labels: { clampedFrom: '2031-01-01T00:00:00.000Z' },
    });
  });

  it('nothing was observed after it arrived: an `observedAt` from the future is the arrival', () => {
    const change = accepted('change', { id: 'c', service: 's', occurredAt: '9999-12-31T23:59:59Z', observedAt: '9999-12-31T23:59:59Z' });
    expect(clampChange(observedBy(change, arrival))).toMatchObject({ observedAt: arrival, occurredAt: '2026-01-15T10:05:00.000Z' });
    const earlier = accepted('change', { id: 'c', service: 's', occurredAt: arrival, observedAt: '2026-01-15T09:00:00Z' });
    expect(observedBy(earlier, arrival)).toBe(earlier);
  });

  it.each(['9999-12-31T23:59:59-05:00', '0000-01-01T00:00:00+01:00', '0001-01-01T00:00:00Z', '1969-12-31T23:59:59Z'])(
    'the time %s, a placeholder or none that can be written, is refused', (occurredAt) => {
      expect(acceptEvent('change', { id: 'c', service: 's', occurredAt }, arrival)).toEqual({ ok: false, error: expect.stringContaining('occurredAt: expected a time') });
    });

  it('an alert that would last longer than a hundred years is refused: its end could not be written', () => {
    expect(acceptEvent('alert', { id: 'a', startsAt: arrival, expiresAfter: 'P99999999999D' }, arrival)).toEqual({ ok: false, error: 'expiresAfter: expected a duration of at most 100 years' });
    expect(accepted('alert', { id: 'a', startsAt: arrival, expiresAfter: 'P36525D' }).expiresAfter).toBe('P36525D');
  });

  it('of a wrong time only the field that was sent is named', () => {
    expect(acceptEvent('change', { id: 'c', occurredAt: 'yesterday' }, arrival)).toEqual({ ok: false, error: 'occurredAt: expected an RFC 3339 time such as 2026-01-15T10:00:00Z' });
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
