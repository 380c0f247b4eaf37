import { describe, expect, it } from '@jest/globals';
import { Change, mergeChange } from '@culprit/domain';
import { actorOf, changedObject, restated, writtenObject } from './join.js';
import { writeOf } from './write.js';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 15, 10, 0, 0) + seconds * 1000).toISOString();
const event = (user: string, seconds: number, more: Record<string, unknown> = {}) => ({
  auditID: `${user}-${seconds}`, stage: 'ResponseComplete', verb: 'patch', user: { username: user }, userAgent: 'kubectl/v1.36.3 (linux/amd64) kubernetes/1', requestURI: '/apis/apps/v1/namespaces/shop/deployments/rest-api/scale',
  objectRef: { resource: 'deployments', namespace: 'shop', name: 'rest-api', subresource: 'scale' }, responseStatus: { code: 200 }, requestReceivedTimestamp: at(seconds - 0.01), stageTimestamp: at(seconds), ...more,
});
const writes = (...events: object[]) => events.flatMap((each) => writeOf('prod-eu', each) ?? []);
const change = (seconds: number, more: Record<string, unknown> = {}): Change => Change.parse({
  id: 'c', updatedAt: at(seconds), source: { provider: 'kubernetes', instance: 'prod-eu' }, kind: 'scaling', phase: 'started', phases: [{ phase: 'started', at: at(seconds) }], occurredAt: at(seconds), observedAt: at(seconds),
  services: [], entities: ['shop/deployment/rest-api'], identities: [], title: 'rest-api scaled from 50 to 5', diff: [{ path: 'spec.replicas', before: 50, after: 5 }], actor: { name: 'kubectl', kind: 'human', basis: 'manager' }, ...more,
});

describe('what an audit event says of who made a change', () => {
  it('is who, through what, to which object, when', () => {
    expect(writes(event('alice', 1))).toEqual([expect.objectContaining({ user: 'alice', person: true, manager: 'kubectl', verb: 'update', resource: 'deployments', namespace: 'shop', name: 'rest-api' })]);
    expect(writes(event('alice', 1, { requestURI: '/x?fieldManager=kubectl-edit&fieldValidation=Strict' }))[0]?.manager).toBe('kubectl-edit');
  });

  it.each([
    ['another stage', { stage: 'RequestReceived' }], ['a read', { verb: 'get' }], ['a refusal', { responseStatus: { code: 403 } }], ['a dry run', { requestURI: '/x?dryRun=All' }],
    ['a status', { objectRef: { resource: 'deployments', namespace: 'shop', name: 'rest-api', subresource: 'status' } }], ['a controller', { user: { username: 'system:kube-controller-manager' } }],
    ['a controller\'s account', { user: { username: 'system:serviceaccount:kube-system:horizontal-pod-autoscaler' } }], ['noise', { objectRef: { resource: 'leases', namespace: 'a', name: 'b', subresource: '' } }], ['no time', { stageTimestamp: 'x' }],
  ])('is nothing where it is %s', (_, more) => expect(writes(event('alice', 1, more))).toEqual([]));

  it('names an account, who stands behind a proxy, and for whom a person acted', () => {
    expect(writes(event('system:serviceaccount:ci:deployer', 1))[0]).toMatchObject({ user: 'ci/deployer', person: false });
    expect(writes(event('system:serviceaccount:proxy:teleport', 1, { impersonatedUser: { username: 'alice' } }))[0]).toMatchObject({ user: 'alice', person: true });
    expect(writes(event('alice', 1, { impersonatedUser: { username: 'root' } }))[0]).toMatchObject({ user: 'alice', onBehalfOf: 'root' });
  });
});

describe('joining a change with the writes to its object', () => {
  it('finds the object under the name of its kind', () => {
    expect(changedObject(change(1))).toBe(writtenObject(writes(event('alice', 1))[0]!));
    expect(changedObject(change(1, { entities: ['node/n1'] }))).toBe(JSON.stringify(['prod-eu', 'nodes', '', 'n1']));
    for (const [kind, plural] of [['networkpolicy', 'networkpolicies'], ['ingress', 'ingresses'], ['limitrange', 'limitranges']]) expect(changedObject(change(1, { entities: [`a/${kind}/b`] }))).toContain(plural);
    expect(changedObject(change(1, { source: { provider: 'argocd', instance: 'prod-eu' } }))).toBeUndefined();
  });

  it('puts the person on it', () => {
    expect(actorOf(change(2), writes(event('alice', 1)))).toEqual({ name: 'alice', kind: 'human', basis: 'audit' });
    expect(actorOf(change(2, { actor: { kind: 'unknown', basis: 'manager' } }), writes(event('system:serviceaccount:ci:deployer', 1)))).toEqual({ name: 'ci/deployer', kind: 'automation', basis: 'audit' });
  });

  it('takes who wrote last before it was seen, and nobody where two wrote at once', () => {
    expect(actorOf(change(4), writes(event('bob', 3.9), event('alice', 1)))?.name).toBe('bob');
    expect(actorOf(change(4), writes(event('bob', 3.9), event('alice', 3.2)))).toBeUndefined();
    expect(actorOf(change(4, { detectedBy: 'reconcile', occurredAfter: at(-100) }), writes(event('bob', 3.9), event('alice', -50)))).toBeUndefined();
    expect(actorOf(change(4, { detectedBy: 'reconcile', occurredAfter: at(-100) }), writes(event('alice', -50)))?.name).toBe('alice');
  });

  it.each([
    ['long before', change(10), event('alice', 1)], ['after it was seen', change(1), event('alice', 4)], ['by another manager', change(1), event('alice', 1, { userAgent: 'helm/3' })],
    ['of another sort', change(1, { diff: [], title: 'Deployment rest-api deleted' }), event('alice', 1)], ['what an autoscaler did', change(1, { actor: { name: 'keda', kind: 'autoscaler', basis: 'manager' } }), event('alice', 1, { userAgent: 'keda/1' })],
    ['what has a name already', change(1, { actor: { name: 'bob', kind: 'human', basis: 'audit' } }), event('alice', 1)],
  ])('names nobody for what was written %s', (_, of, by) => expect(actorOf(of, writes(by))).toBeUndefined());

  it('knows the second of a write that has one', () => {
    const written = change(5, { occurredAt: at(1) });
    expect(actorOf(written, writes(event('alice', 1.9)))?.name).toBe('alice');
    expect(actorOf(written, writes(event('alice', 4.5)))).toBeUndefined();
  });

  it('is a statement that counts over the one without a name, and gives way to the next phase', () => {
    const started = change(1);
    const named = restated(started, { name: 'alice', kind: 'human', basis: 'audit' });
    expect(mergeChange(started, named).actor?.name).toBe('alice');
    expect(mergeChange(named, change(1, { updatedAt: at(2), phase: 'succeeded' })).phase).toBe('succeeded');
  });
});
