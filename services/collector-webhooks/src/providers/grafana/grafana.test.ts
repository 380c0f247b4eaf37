import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Alert } from '@culprit/domain';
import { normalize } from './normalize.js';
import { verify } from './verify.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown, at = receivedAt) => normalize({ headers: {}, body, endpoint: undefined, receivedAt: at, settings: undefined });
const alerts = (...said: Parameters<typeof say>): Alert[] => {
  const normalized = say(...said);
  if (normalized.is !== 'ok') throw new Error(normalized.reason);
  return normalized.events.map((each) => ({ environment: 'default', ...each.event }) as Alert);
};
const labels = { alertname: 'Errors', service: 'checkout', severity: 'critical' };
const entry = { status: 'firing', labels, annotations: {}, startsAt: '2026-01-15T10:00:00Z', endsAt: '0001-01-01T00:00:00Z', fingerprint: 'abc', generatorURL: 'https://grafana.acme.example/alerting/grafana/zTjxv_C7k/view?orgId=1' };
const group = (over: object, ...entries: object[]) => ({ version: '1', externalURL: 'https://grafana.acme.example/', orgId: 1, alerts: entries, ...over });

describe('unified alerting', () => {
  it('repeats one statement and ends it under the same fingerprint', () => {
    const [first, again, ended] = [alerts(group({}, entry))[0]!, alerts(group({}, entry))[0]!, alerts(group({}, { ...entry, status: 'resolved', endsAt: '2026-01-15T10:20:00Z' }))[0]!];
    expect(again).toEqual(first);
    expect(ended).toMatchObject({ status: 'resolved', endsAt: '2026-01-15T10:20:00.000Z', fingerprint: first.fingerprint });
    expect(first).toMatchObject({ fingerprint: 'grafana:grafana.acme.example:abc', entities: ['service:checkout', 'grafana:rule/zTjxv_C7k', 'grafana:alert/Errors'], class: 'errors' });
  });

  it('of two organisations is two instances', () => {
    expect(alerts(group({ orgId: 2 }, entry))[0]!.fingerprint).not.toBe(alerts(group({}, entry))[0]!.fingerprint);
  });

  it('without data speaks of its rule', () => {
    expect(alerts(group({}, { ...entry, labels: { ...labels, alertname: 'DatasourceNoData', rulename: 'Errors of checkout' } }))[0]).toMatchObject({ class: 'availability', title: 'Errors of checkout', entities: ['service:checkout', 'grafana:rule/zTjxv_C7k', 'grafana:alert/Errors of checkout'] });
  });

  it('says what it left out, and skips what names nothing', () => {
    expect(alerts(group({ truncatedAlerts: 4, receiver: 'ops' }, entry))[1]).toMatchObject({ severity: 'low', expiresAfter: 'PT1H', title: 'Grafana left out 4 alerts of a group: raise the maximum of contact point ops' });
    expect(say(group({ truncatedAlerts: 1 }, { status: 'firing' }))).toMatchObject({ is: 'skip' });
  });

  it('refuses a payload of one\'s own in words', () => {
    expect(say({ text: 'TestAlert' })).toEqual({ is: 'reject', reason: 'neither `alerts` nor `ruleId`: leave the custom payload of the contact point empty' });
  });
});

describe('the dashboards\' alerting', () => {
  const rule = { ruleId: 7, ruleName: 'CPU', ruleUrl: 'https://grafana.acme.example/d/1', state: 'alerting', evalMatches: [{ metric: 'a', value: 97, tags: { service: 'Core', host: 'x' } }, { metric: 'b', value: 98, tags: { service: 'Core', host: 'y' } }], tags: { environment: 'staging' } };

  it('has one instance for the rule, at the time it came', () => {
    const [fires, later, ends] = [alerts(rule)[0]!, alerts(rule, '2026-01-16T00:00:00.000Z')[0]!, alerts({ ...rule, state: 'ok', evalMatches: [] })[0]!];
    expect(fires).toMatchObject({ status: 'firing', startsAt: receivedAt, environment: 'staging', entities: ['service:Core', 'grafana:rule/7', 'grafana:alert/CPU'], labels: { values: 'a=97, b=98' } });
    expect(fires.labels['host']).toBeUndefined();
    expect([later.fingerprint, ends.fingerprint]).toEqual([fires.fingerprint, fires.fingerprint]);
    expect(new Set([fires.id, later.id, ends.id]).size).toBe(3);
  });

  it.each(['pending', 'paused', 'unknown', 'constructor'])('%s is skipped', (state) => expect(say({ ...rule, state })).toMatchObject({ is: 'skip' }));
});

describe('the signature', () => {
  const body = Buffer.from('{"alerts":[]}');
  const now = 1_768_473_000_000;
  const hmac = (text: string) => createHmac('sha256', 'secret').update(text).digest('hex');
  const known = (headers: Record<string, string>, settings: object = {}) => verify(['other', 'secret'], { settings, fetchText: () => Promise.reject(new Error('no')) })({ headers, body, now });

  it('is over the body, under the documented and the first name', async () => {
    expect([await known({ 'x-grafana-alerting-signature': hmac(String(body)) }), await known({ 'x-grafana-alert-signature': hmac(String(body)) }), await known({ 'x-grafana-alerting-signature': hmac('x') })]).toEqual([true, true, false]);
  });

  it('is over timestamp and body where a timestamp is sent, within five minutes', async () => {
    const at = (seconds: number) => ({ 'x-grafana-alerting-timestamp': String(seconds), 'x-grafana-alerting-signature': hmac(`${seconds}:${body}`) });
    const seconds = now / 1000;
    expect([await known(at(seconds)), await known(at(seconds - 299)), await known(at(seconds - 301)), await known(at(seconds + 301))]).toEqual([true, true, false, false]);
    expect(await known({ ...at(seconds), 'x-grafana-alerting-timestamp': String(seconds - 1) })).toBe(false);
    expect(await known({ 'x-grafana-alerting-signature': at(seconds)['x-grafana-alerting-signature'] })).toBe(false);
  });

  it('has the header names that the settings say, and then a timestamp is needed', async () => {
    const settings = { signatureHeader: 'X-Sig', timestampHeader: 'X-When' };
    const seconds = String(now / 1000);
    expect(await known({ 'x-sig': hmac(`${seconds}:${body}`), 'x-when': seconds }, settings)).toBe(true);
    expect(await known({ 'x-sig': hmac(String(body)) }, settings)).toBe(false);
  });

  it('may be a shown secret instead', async () => {
    expect([await known({ authorization: 'Bearer secret' }), await known({ authorization: `Basic ${Buffer.from('culprit:secret').toString('base64')}` }), await known({ authorization: 'Bearer public' })]).toEqual([true, true, false]);
  });
});
