import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { bearer, bodyOf, configuration, recordsOf, startRig, type Rig } from './testing/rig.js';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const change = (over: object = {}): object => ({ id: 'c-1', service: 'checkout', environment: 'prd', occurredAt: '2026-01-15T10:00:00Z', ...over });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) => rig.post(path, JSON.stringify(body), { ...bearer, ...headers });
const on = async (topic: string) => (await recordsOf(rig.log, topic)).map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
const changes = () => on(topics.changes.name);

describe('POST /v1', () => {
  it('takes one change, and fills in what was not said', async () => {
    const answer = await post('/v1/changes', change());
    expect([answer.status, answer.body]).toEqual([200, { accepted: 1, ids: ['c-1'] }]);
    expect(await changes()).toEqual([expect.objectContaining({ id: 'c-1', services: ['checkout'], environment: 'production', kind: 'custom', phase: 'succeeded' })]);
    expect(rig.metrics.of('culprit_custom_requests_total', { kind: 'change', outcome: 'accepted' })).toBe(1);
  });

  it('takes many, of every kind', async () => {
    expect((await post('/v1/alerts', [{ service: 'checkout', startsAt: '2026-01-15T10:01:00Z' }, { id: 'a-2', service: 'cart', startsAt: '2026-01-15T10:01:00Z', environment: 'live' }])).body)
      .toEqual({ accepted: 2, ids: [expect.any(String), 'a-2'] });
    const alerts = (await recordsOf(rig.log, topics.alerts.name)).map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
    expect(alerts.map(({ environment }) => environment).sort()).toEqual(['default', 'production']);
    expect((await post('/v1/dependencies', { from: 'checkout', to: 'cart' })).status).toBe(200);
    expect((await post('/v1/services', { name: 'checkout', aliases: ['shop/deployment/checkout'] })).status).toBe(200);
    expect(await recordsOf(rig.log, topics.catalog.name)).toHaveLength(1);
    expect(await recordsOf(rig.log, topics.dependencies.name)).toHaveLength(1);
  });

  it('takes all or nothing, and says what was wrong with which', async () => {
    const answer = await post('/v1/changes', [change({ id: 'c-9' }), change({ occurredAt: 'yesterday' }), 7, change({ kind: 'magic', title: 9 })]);
    expect(answer.status).toBe(400);
    const errors = answer.body['errors'] as { index: number; message: string }[];
    expect(errors.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(errors[0]?.message).toContain('occurredAt: ');
    expect(errors[2]?.message).toMatch(/kind: .*title: /);
    expect((await changes()).map(({ id }) => id)).not.toContain('c-9');
    expect(rig.metrics.of('culprit_webhook_rejected_total', { provider: 'v1', reason: 'invalid' })).toBe(1);
  });

  it.each([['{"id":', 'not JSON'], ['', 'empty body'], ['[]', 'empty array'], ['{"__proto__":{"a":1}}', 'prototype'], [`${'['.repeat(100)}${']'.repeat(100)}`, 'deeper']])('400 for %s', async (body, reason) => {
    const answer = await rig.post('/v1/changes', body, bearer);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining(reason)]);
  });

  it('a time far ahead is clamped and flagged', async () => {
    expect((await post('/v1/changes', change({ id: 'ahead', occurredAt: '2199-01-01T00:00:00Z' }))).status).toBe(200);
    const clamped = (await changes()).find(({ id }) => id === 'ahead');
    expect(clamped).toMatchObject({ attributes: { clampedFrom: '2199-01-01T00:00:00.000Z' } });
    expect(Date.parse(String(clamped?.['occurredAt']))).toBeLessThan(Date.now() + 6 * 60_000);
  });

  it('nothing was observed after it arrived, so no clock of a sender moves ours', async () => {
    const ahead = { observedAt: '9999-12-31T23:59:59Z' };
    expect((await post('/v1/changes', change({ id: 'observed', occurredAt: '9999-12-31T23:59:59Z', ...ahead }))).status).toBe(200);
    expect((await post('/v1/services', { name: 'observed', ...ahead })).status).toBe(200);
    expect((await post('/v1/dependencies', { from: 'observed', to: 'later', ...ahead })).status).toBe(200);
    const written = [...(await changes()), ...(await on(topics.catalog.name)), ...(await on(topics.dependencies.name))].filter((event) => JSON.stringify(event).includes('observed'));
    const times = written.map(({ observedAt }) => Date.parse(String(observedAt)));
    expect(times.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...times)).toBeLessThan(Date.now() + 60_000);
  });

  it('401, 404, 413, 415', async () => {
    expect((await rig.post('/v1/changes', '{}')).status).toBe(401);
    expect((await rig.post('/v1/changes', '{}', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await post('/v1/nothing', {})).status).toBe(404);
    expect((await post('/v1/constructor', {})).status).toBe(404);
    expect((await post('/v1/changes', { text: 'x'.repeat(1_100_000) })).status).toBe(413);
    expect((await rig.post('/v1/changes', gzipSync(Buffer.alloc(50_000_000)), { ...bearer, 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await post('/v1/changes', {}, { 'content-encoding': 'br' })).status).toBe(415);
    expect(rig.metrics.of('culprit_webhook_rejected_total', { provider: 'v1', reason: 'unauthenticated' })).toBe(2);
    expect(rig.metrics.of('culprit_webhook_rejected_total', { provider: 'v1', reason: 'too-large' })).toBe(2);
  });
});

describe('secrets in what is told', () => {
  it('reach neither events nor deliveries, and a key is known after a restart all the same', async () => {
    const body = change({ id: undefined, title: 'set token=hunter22', attributes: { password: 'hunter22', big: 1 }, links: [{ title: 'x', url: 'https://me:hunter22@host.example/' }], diff: [{ path: 'env.API_TOKEN', before: 'hunter22', after: 'hunter23' }] });
    const text = JSON.stringify(body).replace('"big":1', '"big":1502709956288000110');
    const send = () => rig.post('/v1/changes', text, { ...bearer, 'idempotency-key': 'secret' });
    const first = await send();
    expect(first.status).toBe(200);
    const [event] = (await changes()).filter(({ id }) => id === (first.body['ids'] as string[])[0]);
    expect(event).toMatchObject({ title: 'set token=[hidden]', attributes: { password: '[hidden]', big: '1502709956288000110' }, diff: [{ path: 'env.API_TOKEN', redacted: true }] });
    const records = (await Promise.all(Object.values(topics).map(({ name }) => recordsOf(rig.log, name)))).flat();
    expect(records.map((record) => JSON.stringify([record.key, record.headers]) + bodyOf(record)).join()).not.toContain('hunter');
    rig = await rig.again();
    expect((await send()).body).toEqual(first.body);
    expect((await rig.post('/v1/changes', text.replace('hunter23', 'hunter24'), { ...bearer, 'idempotency-key': 'secret' })).status).toBe(409);
  });
});

describe('Idempotency-Key', () => {
  const keyed = { 'idempotency-key': 'k-1' };
  const count = async (id: string): Promise<number> => (await changes()).filter((each) => each['id'] === id).length;

  it('the same key and body: the same answer, nothing twice, also at the same moment and after a restart', async () => {
    const body = change({ id: 'once' });
    const answers = await Promise.all([post('/v1/changes', body, keyed), post('/v1/changes', body, keyed)]);
    expect(answers.map(({ status, body }) => [status, body])).toEqual([[200, { accepted: 1, ids: ['once'] }], [200, { accepted: 1, ids: ['once'] }]]);
    expect(await count('once')).toBe(1);
    rig = await rig.again();
    expect((await post('/v1/changes', body, keyed)).body).toEqual({ accepted: 1, ids: ['once'] });
    expect(await count('once')).toBe(1);
    expect((await post('/v1/changes', change({ id: 'twice' }), keyed)).status).toBe(409);
  });

  it('the same key with another body: 409', async () => {
    const answer = await post('/v1/changes', change({ id: 'other' }), keyed);
    expect([answer.status, await count('other')]).toEqual([409, 0]);
  });

  it('a key whose request was refused is free', async () => {
    expect((await post('/v1/changes', change({ occurredAt: 1 }), { 'idempotency-key': 'k-2' })).status).toBe(400);
    expect((await post('/v1/changes', change({ id: 'mended' }), { 'idempotency-key': 'k-2' })).status).toBe(200);
  });
});

describe('without a token', () => {
  const { COLLECTOR_WEBHOOKS_TOKENS: _, ...open } = configuration;

  it('this machine may send, a page in its browser may not', async () => {
    const other = await startRig(open);
    try {
      expect((await other.post('/v1/changes', JSON.stringify(change()))).status).toBe(200);
      expect((await other.post('/v1/changes', JSON.stringify(change()), { origin: 'https://evil.example' })).status).toBe(403);
    } finally {
      await other.stop();
    }
  });

  it('it does not start where others could reach it, and says why', async () => {
    await expect(startRig({ ...open, HOST: '0.0.0.0' })).rejects.toThrow('COLLECTOR_WEBHOOKS_TOKENS');
  });
});
