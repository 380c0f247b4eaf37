import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { bodyOf, configuration, githubHeaders, recordsOf, SECRET, signature, startRig, TOKEN, type Rig } from './testing/rig.js';

const fixture = (name: string): string => {
  const { body } = JSON.parse(readFileSync(join(import.meta.dirname, 'providers', `${name}.json`), 'utf8')) as { body: unknown };
  return JSON.stringify(body);
};
const push = fixture('github/fixtures/push');
const pushId = '65bb6bdb-5b1e-5c73-bd18-21e8aaa63a34';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ ...configuration, COLLECTOR_WEBHOOKS_PAGERDUTY_CHANGES_TOKENS: TOKEN });
});
afterAll(() => rig.stop());

const deliveries = (labels: Record<string, string>): number => rig.metrics.of('culprit_webhook_deliveries_total', labels);
const rejected = (labels: Record<string, string>): number => rig.metrics.of('culprit_webhook_rejected_total', labels);
const dead = () => recordsOf(rig.log, topics.dlq.name);

describe('what a sender gets', () => {
  it('200 when the delivery and its events are on the log', async () => {
    const answer = await rig.post('/webhooks/github', push, githubHeaders(push));
    expect([answer.status, answer.body]).toEqual([200, { status: 'accepted', ids: [pushId] }]);
    const [change] = await recordsOf(rig.log, topics.changes.name);
    expect(JSON.parse(String(change?.value))).toMatchObject({ id: pushId, kind: 'code', entities: ['jessesuen/test-repo'] });
    const [delivery] = await recordsOf(rig.log, topics.deliveries.name);
    expect(bodyOf(delivery)).toBe(push);
    expect(delivery?.value?.length).toBeLessThan(push.length / 3);
    expect(delivery?.headers).toMatchObject({ 'x-github-event': 'push', 'x-github-delivery': 'd-1' });
    expect(delivery?.headers).not.toHaveProperty('x-hub-signature-256');
    expect(deliveries({ provider: 'github', outcome: 'accepted' })).toBe(1);
  });

  it('the same ids when it delivers again', async () => {
    expect((await rig.post('/webhooks/github', push, githubHeaders(push))).body).toEqual({ status: 'accepted', ids: [pushId] });
    expect(new Set((await recordsOf(rig.log, topics.changes.name)).map(({ key }) => key))).toEqual(new Set([pushId]));
  });

  it('200 and the reason for what says nothing to us', async () => {
    const ping = fixture('github/fixtures/ping');
    const answer = await rig.post('/webhooks/github', ping, githubHeaders(ping, 'ping'));
    expect([answer.status, answer.body]).toEqual([200, { status: 'skipped', reason: 'ping' }]);
    expect(deliveries({ provider: 'github', outcome: 'skipped' })).toBe(1);
  });

  it('401 for a signature that no secret makes, for none at all, and for bytes that changed', async () => {
    for (const headers of [{ 'x-github-event': 'push', 'x-hub-signature-256': signature(push, 'wrong') }, { 'x-github-event': 'push' }, githubHeaders(`${push} `)]) {
      expect((await rig.post('/webhooks/github', push, headers)).status).toBe(401);
    }
    expect(rejected({ provider: 'github', reason: 'bad-signature' })).toBe(3);
  });

  it('401 in words from a provider that has no secret here', async () => {
    const answer = await rig.post('/webhooks/pagerduty', '{}', { 'x-pagerduty-signature': `v1=${createHmac('sha256', '').update('{}').digest('hex')}` });
    expect([answer.status, answer.body['error']]).toEqual([401, expect.stringContaining('COLLECTOR_WEBHOOKS_PAGERDUTY_SECRETS')]);
    expect(rejected({ provider: 'pagerduty', reason: 'not-configured' })).toBe(1);
    expect(rig.collector.readiness()).toMatchObject({ ready: true, reason: expect.stringContaining('pagerduty') });
  });

  it('404 for a provider that nobody knows', async () => {
    for (const path of ['/webhooks/acme', '/webhooks/acme/x', '/webhooks/__proto__', '/webhooks/constructor']) expect((await rig.post(path, push, githubHeaders(push))).status).toBe(404);
    expect(deliveries({ provider: 'unknown' })).toBe(4);
  });

  it('404 for an endpoint that is no name and for other addresses, 405 for another method', async () => {
    expect((await rig.post('/webhooks/github/a%2Fb', push, githubHeaders(push))).status).toBe(404);
    expect((await rig.post('/', push)).status).toBe(404);
    const asked = await Promise.all(['GET', 'PUT', 'DELETE'].map((method) => fetch(`${rig.collector.url}/webhooks/github/eu`, { method })));
    expect(asked.map(({ status, headers }) => [status, headers.get('allow')])).toEqual([[405, 'POST'], [405, 'POST'], [405, 'POST']]);
  });
});

describe('a signed body that cannot be understood', () => {
  it.each([
    ['broken JSON', '{"ref": "refs/heads/ma', 'not JSON'],
    ['wrong field types', JSON.stringify({ ref: 7, repository: [] }), 'ref: '],
    ['nested too deeply', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'deeper than 64'],
    ['too many keys', JSON.stringify(Array.from({ length: 300_000 }, () => 0)), 'more than 250000 keys'],
    ['__proto__', '{"__proto__": {"admin": true}}', 'prototype'],
    ['constructor.prototype', '{"a": [{"constructor": {"prototype": {"admin": true}}}]}', 'prototype'],
    ['bytes that are no text', 'nothing at all', 'not JSON'],
    ['no bytes', '', 'an empty body'],
  ])('%s: 200, and a dead letter with its bytes and the reason', async (_, body, reason) => {
    const before = (await dead()).length;
    const answer = await rig.post('/webhooks/github', body, githubHeaders(body));
    expect([answer.status, answer.body]).toEqual([200, { status: 'dead-lettered', reason: expect.stringContaining(reason) }]);
    const letters = await dead();
    expect(letters).toHaveLength(before + 1);
    const letter = letters.at(-1);
    expect(letter?.headers).toMatchObject({ dlq_reason: expect.stringContaining(reason), dlq_stage: 'collector-webhooks', dlq_topic: 'github', 'original_x-github-event': 'push' });
    expect(bodyOf(letter)).toBe(body);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('is counted', () => {
    expect(deliveries({ provider: 'github', outcome: 'dead-lettered' })).toBe(8);
  });
});

describe('bodies that are too much', () => {
  const large = JSON.stringify({ text: 'x'.repeat(1024 * 1024) });
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

  it('413 above the limit of the provider, with and without a length told ahead', async () => {
    expect((await rig.post('/webhooks/datadog', large, headers)).status).toBe(413);
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(Buffer.from(large));
        controller.close();
      },
    });
    expect((await fetch(`${rig.collector.url}/webhooks/datadog`, { method: 'POST', body: stream, headers, duplex: 'half' } as RequestInit)).status).toBe(413);
    expect(rejected({ provider: 'datadog', reason: 'too-large' })).toBe(2);
  });

  it('413 for a small gzip that inflates to 200 MB, in bounded memory', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const before = process.memoryUsage.rss();
    const answer = await rig.post('/webhooks/datadog', bomb, { ...headers, 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024);
    expect(rejected({ provider: 'datadog', reason: 'too-large' })).toBe(3);
  });

  it('415 for an encoding we do not undo, 400 for one that it is not', async () => {
    expect((await rig.post('/webhooks/datadog', '{}', { ...headers, 'content-encoding': 'br' })).status).toBe(415);
    expect((await rig.post('/webhooks/datadog', '{}', { ...headers, 'content-encoding': 'gzip' })).status).toBe(400);
    expect(rejected({ provider: 'datadog', reason: 'unknown-encoding' })).toBe(1);
  });

  it('takes a body of 2 MB where the provider allows it', async () => {
    const body = JSON.stringify({ ...(JSON.parse(push) as object), padding: 'x'.repeat(2_500_000) });
    expect((await rig.post('/webhooks/github', body, githubHeaders(body))).body).toEqual({ status: 'accepted', ids: [pushId] });
  });
});

describe('other ways to send', () => {
  it('a form with the payload, as GitHub may be told to', async () => {
    const body = `payload=${encodeURIComponent(push)}`;
    const answer = await rig.post('/webhooks/github', body, { ...githubHeaders(body), 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer.body).toEqual({ status: 'accepted', ids: [pushId] });
  });

  it('gzip, signed before it was compressed', async () => {
    const answer = await rig.post('/webhooks/github', gzipSync(push), { ...githubHeaders(push), 'content-encoding': 'gzip' });
    expect(answer.body).toEqual({ status: 'accepted', ids: [pushId] });
  });

  it('an alert with basic authentication, through an endpoint that names its environment', async () => {
    const body = fixture('datadog/fixtures/default-body');
    const authorization = `Basic ${Buffer.from(`datadog:${TOKEN}`).toString('base64')}`;
    expect((await rig.post('/webhooks/datadog/prd', body, { authorization })).status).toBe(200);
    const [alert] = await recordsOf(rig.log, topics.alerts.name);
    expect(JSON.parse(String(alert?.value))).toMatchObject({ environment: 'production', status: 'firing', entities: ['service:checkout', 'datadog:monitor/148275310'] });
  });

  it('a change event of PagerDuty, answered as its plugins insist, and with 200 at our own address', async () => {
    const event = JSON.stringify({ routing_key: TOKEN, payload: { summary: 'Deployed checkout 1.42', timestamp: '2026-01-15T10:00:00Z', source: 'ci', custom_details: { service: 'checkout' } } });
    const answer = await rig.post('/v2/change/enqueue', event, { 'content-type': 'application/json' });
    expect([answer.status, answer.body]).toEqual([202, { status: 'success', message: 'Change event processed' }]);
    const ours = await rig.post('/webhooks/pagerduty-changes', event, { 'content-type': 'application/json' });
    expect([ours.status, ours.body['status']]).toEqual([200, 'accepted']);
    expect((await rig.post('/v2/change/enqueue', event.replace(TOKEN, 'wrong'), {})).status).toBe(401);
    expect(String((await recordsOf(rig.log, topics.deliveries.name)).map(({ value }) => String(value)))).not.toContain(TOKEN);
  });

  it('nothing of the secret or the token is kept', async () => {
    const all = (await Promise.all([topics.deliveries, topics.dlq, topics.alerts, topics.changes].map(({ name }) => recordsOf(rig.log, name)))).flat();
    const text = all.map((record) => JSON.stringify(record.headers) + bodyOf(record)).join('\n');
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('sha256=');
  });
});
