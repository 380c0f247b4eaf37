import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mergeChange, topics, type Change } from '@culprit/domain';
import { eventRecord, parseRecord } from '@culprit/nest';
import { bearer, recordsOf, startRig, type Rig } from '../testing/rig.js';

let rig: Rig;
beforeEach(async () => void (rig = await startRig()));
afterEach(() => rig.stop());

const now = Date.now();
const at = (seconds: number): string => new Date(now + seconds * 1000).toISOString();
const event = (user: string, seconds: number, more: Record<string, unknown> = {}) => ({
  kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: `${user}-${seconds}`, stage: 'ResponseComplete', verb: 'patch', user: { username: user, groups: ['x'] }, sourceIPs: ['10.0.0.1'], userAgent: 'kubectl/v1.36.3',
  requestURI: '/apis/apps/v1/namespaces/shop/deployments/rest-api/scale', objectRef: { resource: 'deployments', namespace: 'shop', name: 'rest-api', apiGroup: 'apps', apiVersion: 'v1', subresource: 'scale' },
  responseStatus: { metadata: {}, code: 200 }, requestReceivedTimestamp: at(seconds - 0.01), stageTimestamp: at(seconds), requestObject: { spec: { password: 'Hx9kQ2vLmZw' } }, ...more,
});
const list = (...items: object[]) => JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items });
const post = (body: string, headers: Record<string, string> = bearer) => rig.post('/v1/kubernetes-audit/prod-eu', body, headers);

const change = (id: string, seconds: number, more: Partial<Change> = {}): Change => ({
  id, parser: 1, updatedAt: at(seconds), source: { provider: 'kubernetes', instance: 'prod-eu' }, kind: 'scaling', phase: 'started', phases: [{ phase: 'started', at: at(seconds) }], occurredAt: at(seconds), observedAt: at(seconds),
  detectedBy: 'live', environment: 'production', cluster: 'prod-eu', namespace: 'shop', services: [], entities: ['shop/deployment/rest-api'], identities: [], links: [], attributes: {}, title: 'rest-api scaled from 50 to 5',
  diff: [{ path: 'spec.replicas', before: 50, after: 5 }], actor: { name: 'kubectl', kind: 'human', basis: 'manager' }, ...more,
});
const found = (event: Change) => rig.log.append([eventRecord({ kind: 'change', event })]);
/** What readers of the log make of all statements of a change. */
const folded = async (id: string): Promise<Change | undefined> =>
  (await recordsOf(rig.log, topics.changes.name)).flatMap((record) => {
    const parsed = parseRecord('change', record);
    return parsed.ok && parsed.event.id === id ? [parsed.event] : [];
  }).reduce<Change | undefined>((one, other) => (one === undefined ? other : mergeChange(one, other)), undefined);
const named = async (id: string, holds: (change: Change) => boolean = (c) => c.actor?.name === 'alice'): Promise<Change | undefined> => {
  for (let tries = 0; tries < 300; tries++) {
    const change = await folded(id);
    if (change !== undefined && holds(change)) return change;
    await sleep(50);
  }
  return folded(id);
};

describe('the audit log of a cluster', () => {
  it('puts the person on a change that was found before it came', async () => {
    await found(change('a', 0));
    expect(await post(list(event('alice', -0.2), event('system:kube-scheduler', -0.1)))).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect((await named('a'))?.actor).toEqual({ name: 'alice', kind: 'human', basis: 'audit' });
  });

  it('and on one that is found after, and on its later phases, also after a restart', async () => {
    await post(list(event('alice', -0.2)));
    await found(change('a', 0));
    expect((await named('a'))?.actor?.name).toBe('alice');
    await post(list(event('alice', 20)));
    rig = await rig.again();
    await post(list());
    await found(change('a', 3, { phase: 'succeeded', updatedAt: at(3), occurredAt: at(0) }));
    expect(await named('a', (c) => c.phase === 'succeeded' && c.actor?.name === 'alice')).toMatchObject({ phase: 'succeeded', actor: { name: 'alice', basis: 'audit' } });
    // the write of before the restart still finds the change of after it
    await found(change('b', 20.2));
    expect((await named('b'))?.actor?.name).toBe('alice');
  });

  it('takes no write of a time to come, and still knows those of now', async () => {
    expect(await post(list(event('mallory', 86_400), event('alice', -0.2)))).toMatchObject({ status: 200, body: { accepted: 1 } });
    await found(change('a', 0));
    expect((await named('a'))?.actor?.name).toBe('alice');
  });

  it('keeps of a write who, what and when, and nothing that was written', async () => {
    await post(list(event('alice', 0)));
    const kept = (await recordsOf(rig.log, topics.deliveries.name)).map(({ value }) => String(value)).join('');
    expect(kept).toContain('alice');
    expect(kept).not.toContain('Hx9kQ2');
    expect(kept).not.toContain('10.0.0.1');
  });

  it('leaves other clusters alone', async () => {
    await post(list(event('alice', 0)));
    await found(change('a', 0, { source: { provider: 'kubernetes', instance: 'prod-us' } }));
    await found(change('b', 0));
    expect((await named('b'))?.actor?.name).toBe('alice');
    expect((await folded('a'))?.actor?.name).toBe('kubectl');
  });

  it('takes nothing from strangers, nor what is no audit log, nor too much of it', async () => {
    expect(await post(list(), {})).toMatchObject({ status: 401 });
    for (const body of ['', '{', '[]', '{"kind":"EventList","apiVersion":"audit.k8s.io/v1beta1","items":[]}', JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: Array(20_001).fill(1) })]) {
      expect(await post(body)).toMatchObject({ status: 400 });
    }
    expect(await post(list(...(['x', null, 7, { auditID: 3 }] as object[])))).toMatchObject({ status: 200, body: { accepted: 0 } });
    expect(await post(`{"a":"${'x'.repeat(3_000_000)}"}`)).toMatchObject({ status: 400 });
    expect(await post(`{"a":"${'x'.repeat(13_000_000)}"}`)).toMatchObject({ status: 413 });
    expect(await rig.post('/v1/kubernetes-audit/a%2Fb', list(), bearer)).toMatchObject({ status: 404 });
  });
});
