import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Change } from '@culprit/domain';
import { listedIn } from './objects.js';
import { normalize } from './normalize.js';
import { revisionIn } from './revision.js';
import { verify } from './verify.js';

const sha = '731f7eaddfb6af01cb2173e18f0f75b0ba780ef1';
const kustomization = { kind: 'Kustomization', namespace: 'apps', name: 'webapp', uid: 'u-1' };
const release = { kind: 'HelmRelease', namespace: 'default', name: 'podinfo', uid: 'u-2' };
const event = (over: object) => ({ involvedObject: kustomization, severity: 'info', timestamp: '2026-01-15T10:00:05Z', message: '', reason: 'Progressing', metadata: { revision: `main@sha1:${sha}` }, reportingController: 'kustomize-controller', ...over });
const say = (over: object) => normalize({ headers: {}, body: event(over), endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: {} });
const change = (over: object): Change => {
  const said = say(over);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};

describe('a Kustomization', () => {
  const applied = change({ message: 'Deployment/apps/webapp configured\nJob/apps/migrate created' });

  it('that applied a change set names what it changed, but no passing job', () => {
    expect(applied).toMatchObject({ phase: 'succeeded', entities: ['apps/deployment/webapp', 'flux:kustomization/apps/webapp'], diff: [{ path: 'apps/deployment/webapp', after: 'configured' }], identities: [`commit:${sha}`] });
  });

  it('keeps what its change set lists, whatever is told of the same revision later', () => {
    const later = [change({ reason: 'ReconciliationSucceeded', message: 'Reconciliation finished in 1s' }), change({ severity: 'error', reason: 'ReconciliationFailed', message: 'dry-run failed', timestamp: '2026-01-17T00:00:00Z' })];
    expect(later.map(({ phase }) => phase)).toEqual(['succeeded', 'failed']);
    for (const each of later) expect([each.id === applied.id, each.identities]).toEqual([false, applied.identities]);
  });

  it('that waits in vain is an alert, which the next passed check ends', () => {
    const alerts = [say({ severity: 'error', reason: 'HealthCheckFailed', message: "health check failed after 5m0s: timeout waiting for: [Deployment/apps/webapp status: 'InProgress']" }), say({ message: 'Health check passed in 2s', timestamp: '2026-01-15T10:20:00Z' })]
      .map((said) => (said.is === 'ok' && said.events[0]?.kind === 'alert' ? said.events[0].event : undefined));
    expect(alerts.map((alert) => alert?.status)).toEqual(['firing', 'resolved']);
    expect(new Set(alerts.map((alert) => alert?.fingerprint)).size).toBe(1);
    expect(alerts[0]?.entities).toEqual(['apps/deployment/webapp', 'flux:kustomization/apps/webapp']);
  });

  it.each([
    ['trace', { severity: 'trace', reason: 'ArtifactUpToDate' }], ['commit status', { metadata: { 'kustomize.toolkit.fluxcd.io/commit_status': 'update' } }], ['DependencyNotReady', { reason: 'DependencyNotReady' }],
    ['lists nothing', { message: 'Reconciliation in progress' }],
  ])('that changed nothing is skipped: %s', (why, over) => expect(say(over)).toMatchObject({ is: 'skip', reason: expect.stringContaining(why) }));
});

describe('a HelmRelease', () => {
  const metadata = { 'helm.toolkit.fluxcd.io/revision': '6.5.4' };
  const upgrade = (version: string, over: object = {}) => change({ involvedObject: release, reason: 'UpgradeSucceeded', message: `Helm upgrade succeeded for release shop/podinfo.${version} with chart podinfo@6.5.4`, metadata, ...over });

  it('is one change for each version of its release, also where the chart stays the same, and with its test', () => {
    const done = upgrade('v2');
    const tested = upgrade('v2', { reason: 'TestFailed', severity: 'error', message: 'Helm test failed for release shop/podinfo.v2 with chart podinfo@6.5.4: x' });
    expect([done.namespace, done.phase, upgrade('v3').id === done.id, upgrade('v2', { timestamp: '2026-01-16T00:00:00Z' }).id === done.id, tested.phase]).toEqual(['shop', 'succeeded', false, true, 'failed']);
  });

  it('that fails again has tried again', () => {
    const failed = (timestamp: string) => change({ involvedObject: release, reason: 'UpgradeFailed', severity: 'error', message: 'Helm upgrade failed for release shop/podinfo with chart podinfo@6.5.4: timed out', metadata, timestamp });
    expect(failed('2026-01-15T10:00:00Z').id).not.toBe(failed('2026-01-15T10:10:00Z').id);
  });

  it('of Flux 0.x has its meaning in its message', () => {
    expect(['Helm upgrade has started', 'Helm upgrade succeeded', 'Helm install failed: x'].map((message) => change({ involvedObject: release, reason: 'info', message, metadata }).phase)).toEqual(['started', 'succeeded', 'failed']);
  });

  it('that drifted was changed by somebody else', () => {
    expect(change({ involvedObject: release, reason: 'DriftDetected', message: 'x has drifted:\nDeployment/shop/podinfo changed (0 additions, 1 changes, 0 removals)', metadata })).toMatchObject({ outOfBand: true, kind: 'config', entities: ['shop/deployment/podinfo', 'flux:helmrelease/default/podinfo'] });
  });
});

it.each([
  [`main@sha1:${sha}`, 'main@731f7ea', sha], [`main/${sha}`, 'main@731f7ea', sha], [`sha1:${sha}`, '731f7ea', sha], [`v1.2.0@sha1:${sha}`, 'v1.2.0@731f7ea', sha], ['6.5.4', '6.5.4', undefined],
  [`latest@sha256:${'a'.repeat(64)}`, 'latest', undefined],
])('the revision %s is %s', (said, short, commit) => {
  const revision = revisionIn({ revision: said });
  expect([revision?.short, revision?.revision.commit]).toEqual([short, commit]);
});

it('a long message is read in a moment', () => {
  const began = process.cpuUsage();
  listedIn('Deployment/'.repeat(20_000));
  listedIn(`${'Deployment/a/b configured\n'.repeat(5000)}`);
  say({ severity: 'error', reason: 'HealthCheckFailed', message: 'Deployment/a/'.repeat(10_000) });
  expect(process.cpuUsage(began).user).toBeLessThan(500_000);
});

it.each(['sha224', 'sha256', 'sha384', 'sha512'])('a signature may be %s; a hash of a token signs nothing; the token itself may be shown', (algorithm) => {
  const body = Buffer.from('{}');
  const around = { settings: {}, fetchText: () => Promise.reject(new Error('nothing is fetched')) };
  const signed = (key: string) => ({ headers: { 'x-signature': `${algorithm}=${createHmac(algorithm, key).update(body).digest('hex')}` }, body, now: 0 });
  const hash = `sha256:${'a'.repeat(64)}`;
  expect([verify(['k'], around)(signed('k')), verify(['k'], around)(signed('x')), verify([hash], around)(signed(hash))]).toEqual([true, false, false]);
  expect(verify(['k'], around)({ headers: { authorization: 'Bearer k' }, body, now: 0 })).toBe(true);
  expect(verify(['k'], around)({ headers: { 'x-signature': `md5=${createHmac('md5', 'k').update(body).digest('hex')}` }, body, now: 0 })).toBe(false);
});
