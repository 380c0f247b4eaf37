import { afterEach, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { bearer, bodyOf, configuration, githubHeaders, recordsOf, startRig, type Rig } from './testing/rig.js';
import { github } from './providers/github/index.js';

const sample = github.sample('2026-01-15T10:00:00.000Z');
const body = JSON.stringify(sample.body);
const headers = { ...githubHeaders(body), ...sample.headers };
const start = (keep: string): Promise<Rig> => startRig({ ...configuration, COLLECTOR_WEBHOOKS_KEEP_DELIVERIES: keep });

let rig: Rig;
afterEach(() => rig.stop());

const on = (topic: string) => recordsOf(rig.log, topic);

describe('a collector that keeps no deliveries', () => {
  it('writes the same events and nothing beside them', async () => {
    rig = await start('true');
    const kept = await rig.post('/webhooks/github', body, headers);
    const [before] = await on(topics.changes.name);
    expect(await on(topics.deliveries.name)).toHaveLength(1);
    await rig.stop();
    rig = await start('false');
    expect((await rig.post('/webhooks/github', body, headers)).body).toEqual(kept.body);
    const [after, ...more] = await on(topics.changes.name);
    expect([after?.key, more, await on(topics.deliveries.name)]).toEqual([before?.key, [], []]);
  });

  it('says why it skips, and keeps what it should have understood', async () => {
    rig = await start('false');
    expect((await rig.post('/webhooks/github', '{"zen":"x"}', githubHeaders('{"zen":"x"}', 'ping'))).body).toMatchObject({ status: 'skipped' });
    expect((await rig.post('/webhooks/github', '{broken', githubHeaders('{broken'))).body).toMatchObject({ status: 'dead-lettered' });
    expect((await on(topics.dlq.name)).map(bodyOf)).toEqual(['{broken']);
    expect(await on(topics.deliveries.name)).toEqual([]);
  });

  it('knows after a restart what was answered under an Idempotency-Key, and keeps nothing of requests without one', async () => {
    rig = await start('false');
    const change = JSON.stringify({ service: 'checkout', occurredAt: '2026-01-15T10:00:00Z' });
    await rig.post('/v1/changes', change, bearer);
    expect(await on(topics.deliveries.name)).toEqual([]);
    const first = await rig.post('/v1/changes', change, { ...bearer, 'idempotency-key': 'k-1' });
    rig = await rig.again();
    expect((await rig.post('/v1/changes', change, { ...bearer, 'idempotency-key': 'k-1' })).body).toEqual(first.body);
    expect(await on(topics.changes.name)).toHaveLength(2);
    expect((await rig.post('/v1/changes', `${change} `, { ...bearer, 'idempotency-key': 'k-1' })).status).toBe(409);
  });
});
