import { describe, expect, it } from '@jest/globals';
import type { DiffEntry } from '@culprit/domain';
import type { Writer } from '../kinds/kind.js';
import { actorOf, scalerOf } from './actor.js';
import { revisionOf } from './revision.js';
import { titleOf } from './title.js';
import { SCALED, writerOf } from './writer.js';

const image = (before: string, after: string): DiffEntry => ({ path: 'spec.template.spec.containers[api].image', before, after });
const replicas: DiffEntry = { path: 'spec.replicas', before: 50, after: 5 };

describe('the actor', () => {
  it.each([
    ['kubectl', 'scale', 'human'], ['kubectl-edit', undefined, 'human'], ['kubectl-patch', undefined, 'human'], ['kubectl-rollout', undefined, 'human'], ['kubectl-set', undefined, 'human'],
    ['argocd-controller', undefined, 'automation'], ['argocd-application-controller', undefined, 'automation'], ['kustomize-controller', undefined, 'automation'], ['helm-controller', undefined, 'automation'],
    ['kube-controller-manager', 'scale', 'autoscaler'], ['keda-operator', 'scale', 'autoscaler'], ['kube-controller-manager', undefined, 'automation'],
    ['kubectl', undefined, 'human'], ['kubectl-client-side-apply', undefined, 'unknown'], ['helm', undefined, 'unknown'], ['my-operator', undefined, 'unknown'],
  ])('%s (subresource %s) is %s', (manager, subresource, kind) => {
    expect(actorOf({ manager, operation: 'Update', ...(subresource === undefined ? {} : { subresource }) })).toEqual({ name: manager, kind, basis: 'manager' });
  });
  it('of what kubectl applied is unknown, of what it undid a person', () => {
    expect(actorOf({ manager: 'kubectl', operation: 'Apply' }).kind).toBe('unknown');
    expect(actorOf({ manager: 'kubectl', operation: 'Update' }).kind).toBe('human');
  });
  it('of nobody is unknown', () => expect(actorOf(undefined)).toEqual({ kind: 'unknown', basis: 'manager' }));
});

describe('the writer', () => {
  const argo: Writer = { manager: 'argocd', operation: 'Apply', time: '2026-01-15T10:00:00.000Z', fields: { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"api"}': { '.': {}, 'f:image': {} } } } } } } };
  const hpa: Writer = { manager: 'kube-controller-manager', operation: 'Update', subresource: 'scale', time: '2026-01-15T10:05:00.000Z', fields: { 'f:spec': { 'f:replicas': {} } } };
  it('is who owns what changed, not who wrote last', () => {
    expect(writerOf([argo, hpa], [image('a', 'b')], undefined, '2026-01-15T10:05:01.000Z')).toBe(argo);
    expect(writerOf([hpa, argo], [replicas], undefined, '2026-01-15T10:05:01.000Z')).toBe(hpa);
  });
  it('is not one whose entry is as old as what was known: a removal leaves no trace', () => {
    expect(writerOf([argo], [image('a', 'b')], '2026-01-15T10:00:00.000Z', '2026-01-15T10:20:00.000Z')).toBeUndefined();
    expect(writerOf([argo], [image('a', 'b')], '2026-01-15T10:00:00.000Z', '2026-01-15T10:00:02.000Z')).toBe(argo);
    expect(writerOf([argo], [image('a', 'b')], '2026-01-15T10:03:00.000Z', '2026-01-15T10:20:00.000Z')).toBeUndefined();
  });
});

describe('a scale that leaves no name', () => {
  const helm: Writer = { manager: 'helm', operation: 'Update', time: '2026-01-15T10:00:00.000Z', fields: { 'f:spec': { 'f:selector': {} } } };
  const scale = (before: number, after: number): DiffEntry[] => [{ path: 'spec.replicas', before, after }];
  it('was made through the scale subresource', () => {
    expect(writerOf([helm], scale(3, 0), '2026-01-15T10:00:00.000Z', '2026-01-15T10:00:01.000Z')).toBe(SCALED);
    expect(writerOf([helm], scale(3, 0), '2026-01-15T09:00:00.000Z', '2026-01-15T10:00:01.000Z')).toBe(helm);
  });
  it.each([[undefined, 3, 0, 'human'], [undefined, 0, 4, 'human'], ['horizontalpodautoscaler', 3, 0, 'human'], ['horizontalpodautoscaler', 3, 4, 'autoscaler'], ['scaledobject', 0, 1, 'autoscaler'], ['scaledobject', 3, 0, 'autoscaler']] as const)(
    'of what %s scales, from %d to %d, is by %s', (autoscaler, before, after, kind) => expect(scalerOf(autoscaler, before, after).kind).toBe(kind));
});

describe('who owns what changed', () => {
  const owns = (fields: object, manager = 'm', time = '2026-01-15T10:00:00.000Z'): Writer => ({ manager, operation: 'Update', time, fields: { 'f:spec': fields } });
  const container = (fields: object) => ({ 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"api"}': { '.': {}, ...fields } } } } });
  it.each<[string, string, object, object]>([
    ['the value of a variable', 'spec.template.spec.containers[api].env[WORKERS]', container({ 'f:env': { 'k:{"name":"WORKERS"}': { 'f:value': {} } } }), container({ 'f:env': { 'k:{"name":"WORKERS"}': { '.': {}, 'f:name': {} } } })],
    ['a port by its number', 'spec.template.spec.containers[api].ports[8080].protocol', container({ 'f:ports': { 'k:{"containerPort":8080,"protocol":"TCP"}': { 'f:protocol': {} } } }), container({ 'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { 'f:protocol': {} } } })],
    ['what is owned whole', 'spec.strategy.rollingUpdate.maxSurge', { 'f:strategy': { 'f:rollingUpdate': {} } }, { 'f:strategy': { 'f:type': {} } }],
    ['a label', 'spec.template.metadata.labels[app.kubernetes.io/name]', { 'f:template': { 'f:metadata': { 'f:labels': { 'f:app.kubernetes.io/name': {} } } } }, { 'f:template': { 'f:metadata': { 'f:labels': { 'f:other': {} } } } }],
  ])('%s', (_, path, mine, other) => {
    const [a, b] = [owns(mine, 'a'), owns(other, 'b')];
    for (const writers of [[a, b], [b, a]]) expect(writerOf(writers, [{ path, before: 1, after: 2 }], undefined, '2026-01-15T10:00:01.000Z')).toBe(a);
  });
});

describe('the title', () => {
  it.each<[string, DiffEntry[]]>([
    ['rest-api scaled from 50 to 5', [replicas]],
    ['Deploy rest-api: image a → b', [image('a', 'b')]],
    ['Deploy rest-api: image a → b, replicas 50 → 5', [replicas, image('a', 'b')]],
    ['Restart rest-api', [{ path: 'spec.template.metadata.annotations[kubectl.kubernetes.io/restartedAt]', after: '2026-01-15T10:00:00Z' }]],
    ['Deploy rest-api: containers[api].env[DB] changed', [{ path: 'spec.template.spec.containers[api].env[DB]', redacted: true }]],
    ['Deploy rest-api: containers[api].resources.limits.memory 1Gi → none', [{ path: 'spec.template.spec.containers[api].resources.limits.memory', before: '1Gi' }]],
    ['Deploy rest-api: the pod template changed', [{ path: 'spec.template.metadata.annotations[checksum/config]', redacted: true }]],
    ['Deploy rest-api: image a → b, 1 more', [image('a', 'b'), { path: 'spec.paused', after: true }]],
  ])('%s', (title, changed) => expect(titleOf('rest-api', changed)).toBe(title));
});

describe('the revision', () => {
  it('names commit and image only when they came with the change', () => {
    expect(revisionOf({ commit: 'abc1234', version: '1' }, { commit: 'abc1234', version: '1' }, [replicas])).toEqual({ identities: [] });
    expect(revisionOf({ commit: 'abc1234' }, { commit: 'def5678' }, [replicas])).toEqual({ identities: ['commit:def5678'], revision: { commit: 'def5678', previous: { commit: 'abc1234' } } });
  });
  it('splits a digest off', () => {
    const digest = `sha256:${'0a'.repeat(32)}`;
    expect(revisionOf({ version: '1' }, { version: '2' }, [image('acme/api:1', `acme/api:2@${digest}`)]).revision).toEqual({ image: `acme/api:2@${digest}`, digest, version: '2', previous: { image: 'acme/api:1', version: '1' } });
  });
});
