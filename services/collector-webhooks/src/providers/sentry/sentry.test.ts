import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { mergeAlert, type Alert } from '@culprit/domain';
import { normalize } from './normalize.js';
import { verify } from './verify.js';
import { issueIn, organisationIn, projectIn } from './where.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown, headers: Record<string, string> = {}) => normalize({ headers, body, endpoint: undefined, receivedAt, settings: undefined });
const alertOf = (...said: Parameters<typeof say>): Alert => {
  const normalized = say(...said);
  if (normalized.is !== 'ok' || normalized.events[0]?.kind !== 'alert') throw new Error(JSON.stringify(normalized));
  return { environment: 'default', ...normalized.events[0].event } as Alert;
};
const at = (seconds: number) => ({ 'sentry-hook-timestamp': String(1_768_471_200 + seconds) });
const installation = { uuid: 'u-1' };

describe('an issue', () => {
  const issue = { id: '123', title: 'TypeError: x', level: 'error', firstSeen: '2026-01-15T10:00:00.32Z', lastSeen: '2026-01-15T10:00:00.32Z', project: { id: '4', slug: 'checkout' } };
  const act = (action: string, seconds: number) => alertOf({ action, data: { issue }, installation }, at(seconds));

  it('is created, resolved and opened again under one fingerprint, at the times of the hook', () => {
    const all = [act('created', 3), act('resolved', 600), act('unresolved', 1200), act('archived', 1800)];
    expect(all.map(({ status }) => status)).toEqual(['firing', 'resolved', 'firing', 'resolved']);
    expect([new Set(all.map(({ id }) => id)).size, new Set(all.map(({ fingerprint }) => fingerprint)).size]).toEqual([4, 1]);
    expect([all[0]?.startsAt, all[1]?.endsAt, all[2]?.startsAt]).toEqual(['2026-01-15T10:00:00.320Z', '2026-01-15T10:10:00.000Z', '2026-01-15T10:20:00.000Z']);
    expect(all[0]).toMatchObject({ entities: ['sentry:project/checkout'], class: 'errors', severity: 'high', expiresAfter: 'P1D' });
  });

  it('is told by its alerts under the same fingerprint', () => {
    const event = { event_id: 'e-1', issue_id: '123', title: 'TypeError: x', level: 'fatal', datetime: '2026-01-15T10:05:00Z', environment: 'prod', release: 'checkout@1.4.2', tags: [['service', 'checkout'], { key: 'server_name', value: 'web-1' }], project: 4, url: 'https://sentry.io/api/0/projects/acme/checkout/events/e-1/' };
    const fired = alertOf({ action: 'triggered', data: { event, triggered_rule: 'Many' }, installation });
    expect(fired).toMatchObject({ fingerprint: act('created', 3).fingerprint, startsAt: '2026-01-15T10:05:00.000Z', expiresAfter: 'PT1H', environment: 'prod', class: 'crash', severity: 'critical', entities: ['service:checkout', 'sentry:project/checkout'], labels: { release: 'checkout@1.4.2', rule: 'Many' } });
    expect(alertOf({ action: 'created', data: { error: event }, installation }).id).toBe(fired.id);
    expect(say({ action: 'triggered', data: { event: { title: 'x' } } })).toMatchObject({ is: 'reject' });
  });

  it.each(['assigned', 'constructor'])('%s is skipped', (action) => expect(say({ action, data: { issue } })).toMatchObject({ is: 'skip' }));
});

describe('a metric alert', () => {
  const metric = (action: string, seconds: number, over: object = {}) => alertOf({ action, data: { metric_alert: { id: '4', date_started: '2026-01-15T09:58:40Z', projects: ['bar'], alert_rule: { id: 7, name: 'p95 is high', aggregate: 'p95(transaction.duration)', environment: 'prod' }, ...over } }, installation }, at(seconds));

  it('worsens within one firing and ends', () => {
    const [warned, worse, ended] = [metric('warning', 0), metric('critical', 60), metric('resolved', 600)];
    expect(mergeAlert(worse, warned)).toMatchObject({ id: warned.id, severity: 'critical', startsAt: '2026-01-15T09:58:40.000Z', class: 'latency', environment: 'prod' });
    expect(ended).toMatchObject({ status: 'resolved', fingerprint: warned.fingerprint, endsAt: '2026-01-15T10:10:00.000Z' });
    expect(metric('critical', 0, { id: '5' })).toMatchObject({ fingerprint: warned.fingerprint });
  });
});

it('what says nothing of an alert is skipped in words', () => {
  expect(say({ action: 'deleted', data: { installation: {} } }, { 'sentry-hook-resource': 'installation' })).toEqual({ is: 'skip', reason: 'installation.deleted says nothing of an alert' });
  expect(say({ action: 'updated', data: { comment_id: 456, issue_id: '123' } }, { 'sentry-hook-resource': 'comment' })).toEqual({ is: 'skip', reason: 'comment.updated says nothing of an alert' });
});

it('addresses name organisation, project and issue', () => {
  expect(['https://sentry.io/organizations/acme/issues/1/', 'https://acme.sentry.io/issues/1/?referrer=x', 'https://sentry.io/acme/shop/issues/1/', 'https://sentry.io/api/0/projects/acme/shop/events/e/', 'https://sentry.io/', undefined].map((url) => organisationIn(url))).toEqual(['acme', 'acme', 'acme', 'acme', undefined, undefined]);
  expect([projectIn('https://sentry.io/api/0/projects/acme/shop/events/e/'), issueIn('https://sentry.io/api/0/issues/12/'), issueIn(undefined, 'https://x/issues/13')]).toEqual(['shop', '12', '13']);
});

it('signs under two names, and the plugin shows the secret in the address', async () => {
  const body = Buffer.from('{"a":1}');
  const known = (headers: Record<string, string>, token?: string) => verify(['secret'], { settings: undefined, fetchText: () => Promise.reject(new Error('no')) })({ headers, body, now: 0, token });
  const hex = createHmac('sha256', 'secret').update(body).digest('hex');
  expect([await known({ 'sentry-hook-signature': hex }), await known({ 'sentry-app-signature': hex }), await known({}, 'secret'), await known({}), await known({ 'sentry-hook-signature': 'secret' })]).toEqual([true, true, true, false, false]);
});
