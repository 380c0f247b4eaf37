import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import { LogUnavailable, type EventLog } from '@culprit/ports';
import { bearer, configuration, recordsOf, startRig, type Rig } from './testing/rig.js';

let rig: Rig;
let away = false;
const wrap = (log: EventLog): EventLog =>
  new Proxy(log, { get: (of, name) => (name === 'append' && away ? () => Promise.reject(new LogUnavailable('away')) : typeof of[name as keyof EventLog] === 'function' ? (of[name as keyof EventLog] as () => unknown).bind(of) : undefined) });
beforeAll(async () => {
  rig = await startRig(configuration, wrap);
});
afterAll(() => rig.stop());

const post = (items: unknown, headers: Record<string, string> = {}) => rig.post('/v1/events', JSON.stringify(items), { ...bearer, ...headers });
const get = async (query: string, headers: Record<string, string> = bearer) => {
  const response = await fetch(`${rig.collector.url}/v1/events${query}`, { headers });
  return { status: response.status, text: await response.text() };
};
const linesOf = (text: string) => text.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
const change = { id: 'c-1', service: 'checkout', environment: 'production', occurredAt: '2026-01-15T10:00:00.000Z', title: 'checkout 50 → 5' };
const known = { cluster: 'far', uid: 'u-1', spec: { 'data.password': { hash: 'abc' }, 'spec.replicas': 5 } };
const state = (key: readonly string[], value: unknown) => ({ kind: 'k8s-state', key, value });

describe('POST /v1/events', () => {
  it('takes events of every kind and states in one append, and says where each stands', async () => {
    const answer = await post([state(['far', 'deployment', 'u-1'], { known, changes: [] }), { kind: 'change', event: change }, { kind: 'coverage', event: { source: 'kubernetes', instance: 'far', gaps: [], observedAt: '2026-01-15T10:00:00.000Z' } }]);
    expect(answer.status).toBe(200);
    const positions = answer.body['positions'] as { topic: string; partition: number; offset: number }[];
    expect(positions.map(({ topic }) => topic)).toEqual([topics.k8sState.name, topics.changes.name, topics.coverage.name]);
    const [record] = await recordsOf(rig.log, topics.k8sState.name);
    // a state is the collector's own, redacted there: kept as it is, names of secrets too
    expect([record?.key, JSON.parse(String(record?.value))]).toEqual(['["far","deployment","u-1"]', { known, changes: [] }]);
    expect(positions[0]?.offset).toBe(record?.offset);
    expect((await recordsOf(rig.log, topics.coverage.name)).map(({ key }) => key)).toContain('["kubernetes","far"]');
  });

  it('leaves a whole event as it was sent', async () => {
    const [first] = (await recordsOf(rig.log, topics.changes.name)).map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
    const sent = eventRecord({ kind: 'change', event: { ...first, id: 'c-2' } as never });
    expect((await post([{ kind: 'change', event: JSON.parse(sent.value as string) }])).status).toBe(200);
    const record = (await recordsOf(rig.log, topics.changes.name)).find(({ key }) => key === 'c-2');
    expect([String(record?.value), record?.headers]).toEqual([sent.value, sent.headers]);
  });

  it('takes all or nothing, hides secrets of events, and reads gzip', async () => {
    const bad = await post([{ kind: 'change', event: { ...change, id: 'no' } }, { kind: 'incident', event: {} }, state(['far', 'x'], {}), { kind: 'change', event: { ...change, occurredAt: 'yesterday' } }]);
    expect([bad.status, (bad.body['errors'] as { index: number }[]).map(({ index }) => index)]).toEqual([400, [1, 2, 3]]);
    const zipped = gzipSync(JSON.stringify([{ kind: 'change', event: { ...change, id: 'c-3', title: 'set token=hunter22' } }]));
    expect((await rig.post('/v1/events', zipped, { ...bearer, 'content-encoding': 'gzip' })).status).toBe(200);
    const ids = (await recordsOf(rig.log, topics.changes.name)).map(({ key, value }) => [key, String(value).includes('hunter22')]);
    expect(ids).toEqual(expect.arrayContaining([['c-3', false]]));
    expect(ids.map(([id]) => id)).not.toContain('no');
  });

  it('the same Idempotency-Key is taken once', async () => {
    const send = () => post([{ kind: 'change', event: { ...change, id: 'once' } }], { 'idempotency-key': 'batch-1' });
    const [one, two] = await Promise.all([send(), send()]);
    expect(two.body).toEqual(one.body);
    expect((await recordsOf(rig.log, topics.changes.name)).filter(({ key }) => key === 'once')).toHaveLength(1);
  });

  it('503 with Retry-After while the log takes nothing, 401 without a token', async () => {
    away = true;
    const refused = await post([{ kind: 'change', event: change }], { 'idempotency-key': 'batch-2' });
    away = false;
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await post([{ kind: 'change', event: change }], { 'idempotency-key': 'batch-2' })).status).toBe(200);
    expect((await rig.post('/v1/events', '[]')).status).toBe(401);
    expect((await get('?topic=catalog&cluster=far', {})).status).toBe(401);
  });
});

describe('GET /v1/events', () => {
  it('gives back what one cluster said, in order, and says when that was all', async () => {
    const service = (cluster: string) => ({ kind: 'service', event: { name: `${cluster}-api`, environment: 'production', source: `kubernetes/${cluster}` } });
    await post([service('far'), service('farther'), state(['far', 'deployment', 'u-2'], null), state(['farther', 'deployment', 'u-3'], { known: {} })]);
    const states = linesOf((await get('?topic=k8s-state&cluster=far')).text);
    expect(states.at(-1)).toEqual({ end: true });
    expect(states.slice(0, -1).map(({ key, value }) => [key, value === null]).sort()).toEqual([['["far","deployment","u-1"]', false], ['["far","deployment","u-2"]', true]]);
    expect(linesOf((await get('?topic=catalog&cluster=far')).text).slice(0, -1).map(({ value }) => (JSON.parse(String(value)) as { name: string }).name)).toEqual(['far-api']);
    expect(linesOf((await get('?topic=dependencies&cluster=far')).text)).toEqual([{ end: true }]);
  });

  it('reads no other topic, and answers whether the log does', async () => {
    expect((await get('?topic=incidents&cluster=far')).status).toBe(400);
    expect((await get('?topic=k8s-state')).status).toBe(400);
    expect((await get('')).text).toBe('{"alive":true}');
  });

});
