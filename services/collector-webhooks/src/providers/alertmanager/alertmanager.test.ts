import { describe, expect, it } from '@jest/globals';
import { mergeAlert, type Alert } from '@culprit/domain';
import { fingerprintOf } from './fingerprint.js';
import { normalize } from './normalize.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown, endpoint?: string) => normalize({ headers: {}, body, endpoint, receivedAt, settings: undefined });
const alerts = (...said: Parameters<typeof say>): Alert[] => {
  const normalized = say(...said);
  if (normalized.is !== 'ok') throw new Error(normalized.reason);
  return normalized.events.map((each) => ({ environment: 'default', ...each.event }) as Alert);
};
const labels = { alertname: 'HighErrorRate', service: 'checkout', severity: 'page' };
const entry = { status: 'firing', labels, annotations: { summary: 'Errors' }, startsAt: '2026-01-15T10:00:00.123456789Z', endsAt: '0001-01-01T00:00:00Z', fingerprint: fingerprintOf(labels) };
const group = (...entries: object[]) => ({ version: '4', groupKey: '{}:{}', alerts: entries });

describe('an alert of Alertmanager', () => {
  it('repeated is one statement, and ends under the same fingerprint', () => {
    const [first, again] = [alerts(group(entry))[0]!, alerts(group(entry))[0]!];
    expect(again).toEqual(first);
    const [ended] = alerts(group({ ...entry, status: 'resolved', endsAt: '2026-01-15T10:20:00Z' }));
    expect(ended).toMatchObject({ status: 'resolved', endsAt: '2026-01-15T10:20:00.000Z', fingerprint: first.fingerprint });
    expect(ended!.id).not.toBe(first.id);
    expect(first).toMatchObject({ severity: 'critical', class: 'errors', startsAt: '2026-01-15T10:00:00.123Z', entities: ['service:checkout', 'prometheus:alert/HighErrorRate'] });
  });

  it('that fires again later is another fact of the same instance', () => {
    const [first, later] = [alerts(group(entry))[0]!, alerts(group({ ...entry, startsAt: '2026-01-15T11:00:00Z' }))[0]!];
    expect([later.fingerprint === first.fingerprint, later.id === first.id]).toEqual([true, false]);
  });

  it('is the same fact however it is told: notification, resend of Prometheus, list of the API', () => {
    const notified = alerts(group(entry))[0]!;
    const { fingerprint: _, status: __, ...posted } = entry;
    const resent = alerts([{ ...posted, endsAt: '2026-01-15T10:34:00Z' }])[0]!;
    const listed = alerts([{ ...entry, startsAt: '2026-01-15T10:00:00.123Z', endsAt: '2026-01-15T10:33:00Z', status: { state: 'active', silencedBy: [], inhibitedBy: [] } }])[0]!;
    expect([resent.id, listed.id]).toEqual([notified.id, notified.id]);
    expect(mergeAlert(mergeAlert(listed, notified), resent)).toMatchObject({ fingerprint: notified.fingerprint, status: 'firing' });
    expect(alerts([{ ...posted, endsAt: '2026-01-15T10:20:00Z' }])[0]).toMatchObject({ status: 'resolved', endsAt: '2026-01-15T10:20:00.000Z', fingerprint: notified.fingerprint });
  });

  it('of another endpoint is another instance', () => {
    expect(alerts(group(entry), 'eu')[0]!.fingerprint).not.toBe(alerts(group(entry), 'us')[0]!.fingerprint);
  });

  it('silenced or firing for ever is left out, and said', () => {
    expect(say([{ ...entry, status: { state: 'suppressed' } }])).toEqual({ is: 'skip', reason: '1 alerts, all silenced or inhibited' });
    expect(say(group({ ...entry, labels: { alertname: 'Watchdog', severity: 'none' } }))).toMatchObject({ is: 'skip' });
    expect(alerts(group(entry, { ...entry, labels: { alertname: 'Watchdog' } }))).toHaveLength(1);
  });
});

it('an alert alone is told apart by its summary too, and by when it came', () => {
  const [full, low] = [alerts({ summary: 'Message queue is over 33% capacity', labels: { severity: 'warning' } })[0]!, alerts({ summary: 'Disk space is below 20%', labels: { severity: 'warning' } })[0]!];
  expect(full).toMatchObject({ severity: 'medium', class: 'saturation', title: 'Message queue is over 33% capacity', startsAt: receivedAt, expiresAfter: 'P1D' });
  expect(full.fingerprint).not.toBe(low.fingerprint);
});

it('what max_alerts cut is heard of', () => {
  const all = alerts({ ...group(entry), truncatedAlerts: 12, receiver: 'culprit', commonLabels: labels });
  expect(all).toHaveLength(2);
  expect(all[1]).toMatchObject({ severity: 'low', status: 'firing', expiresAfter: 'PT1H', entities: ['service:checkout', 'alertmanager:receiver/culprit'], title: 'Alertmanager left out 12 alerts of a group: raise max_alerts of receiver culprit' });
});

it('an old version is refused in words', () => {
  expect(say({ version: '1', status: 'firing', alert: [{ summary: 'x' }] })).toMatchObject({ is: 'reject', reason: 'a webhook of version 1 or 2, which tells no group: update Alertmanager to 0.4 or later' });
});

it('fingerprints are Alertmanager\'s own', () => {
  // As sent by Grafana, whose Alertmanager is the same, for its test notification.
  expect(fingerprintOf({ alertname: 'TestAlert', instance: 'Grafana' })).toBe('57c6d9296de2ad39');
  expect(fingerprintOf({})).toBe('cbf29ce484222325');
  expect(fingerprintOf({ b: '2', a: '1' })).toBe(fingerprintOf({ a: '1', b: '2' }));
});
