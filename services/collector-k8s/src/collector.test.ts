import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deploymentManifest } from './testing/deployment.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type ListWatchOptions, type ListWatchServer } from './testing/server.js';

let rig: Rig;
let cluster: ListWatchServer;
const open = async (options: ListWatchOptions = {}): Promise<void> => {
  cluster = await startListWatchServer(options);
};
const collect = (settings: Readonly<Record<string, string>> = {}) => rig.collect({ COLLECTOR_K8S_SERVER: cluster.url, ...settings });
const serviceSaid = (name: string) => rig.said.services.filter((s) => s.name === name);
const changesOf = (name: string) => rig.said.changes.filter((c) => c.entities.includes(`shop/deployment/${name}`));
const started = (name: string, reason = 'first statement') => rig.said.until(() => serviceSaid(name).length > 0, `${reason} of ${name}`);

beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig.close();
  await cluster.close();
});

describe('a collector and its cluster', () => {
  it('takes the first sight as ground: services, no changes', async () => {
    await open();
    for (const name of ['rest-api', 'data-processor', 'mailer']) cluster.apply(deploymentManifest(name, { replicas: 10, annotations: { 'culprit.dev/depends-on': 'db' } }));
    const service = collect();
    await Promise.all(['rest-api', 'data-processor', 'mailer'].map((name) => started(name)));
    expect(rig.said.changes).toEqual([]);
    expect(serviceSaid('rest-api')[0]).toMatchObject({
      source: 'kubernetes/prod-eu', environment: 'production', dependsOn: ['db'], aliases: ['shop/deployment/rest-api'], images: ['ghcr.io/acme/rest-api'],
      workloads: [{ cluster: 'prod-eu', namespace: 'shop', kind: 'Deployment', name: 'rest-api', desired: 10, ready: 10, health: 'HEALTHY', images: ['ghcr.io/acme/rest-api:1'] }],
    });
    await rig.said.until(() => service.readiness().ready, 'readiness');
    expect(service.readiness().reason).toBe('Watching 3 objects of cluster prod-eu.');
  });

  it('tells a scale by a person with its diff, actor, time and end', async () => {
    await open({ rollOut: 'by-hand' });
    const { metadata } = cluster.apply(deploymentManifest('rest-api', { replicas: 50 }), { time: '2026-01-15T00:00:00Z' });
    collect();
    await started('rest-api');
    cluster.scale('shop', 'rest-api', 5, { time: '2026-01-15T09:59:00Z' });
    await rig.said.until(() => changesOf('rest-api').length === 1, 'the scale');
    cluster.setStatus('shop', 'rest-api', { time: '2026-01-15T09:59:02Z' });
    await rig.said.until(() => changesOf('rest-api').length === 2, 'its end');
    const [begun, done] = changesOf('rest-api');
    expect(begun).toMatchObject({
      kind: 'scaling', phase: 'started', title: 'rest-api scaled from 50 to 5', occurredAt: '2026-01-15T09:59:00.000Z', detectedBy: 'live', services: [], cluster: 'prod-eu', namespace: 'shop',
      environment: 'production', entities: ['shop/deployment/rest-api'], diff: [{ path: 'spec.replicas', before: 50, after: 5 }], actor: { name: 'kubectl', kind: 'human', basis: 'manager' },
      attributes: { generation: metadata.generation + 1 }, identities: [],
    });
    expect(done).toMatchObject({ id: begun?.id, phase: 'succeeded', updatedAt: '2026-01-15T09:59:02.000Z', finishedAt: '2026-01-15T09:59:02.000Z', phases: [{ phase: 'started' }, { phase: 'succeeded' }] });
  });

  it('tells a deploy with its images, commit and autoscaler noise apart', async () => {
    await open();
    cluster.apply(deploymentManifest('rest-api', { replicas: 50, image: 'ghcr.io/acme/rest-api:411' }));
    collect();
    await started('rest-api');
    cluster.apply(deploymentManifest('rest-api', { replicas: 5, image: 'ghcr.io/acme/rest-api:412', annotations: { 'org.opencontainers.image.revision': '5be1f00' } }), { manager: 'argocd-controller', operation: 'Apply' });
    await rig.said.until(() => changesOf('rest-api').length === 2, 'the deploy');
    expect(changesOf('rest-api')[1]).toMatchObject({
      kind: 'deployment', phase: 'succeeded', title: 'Deploy rest-api: image ghcr.io/acme/rest-api:411 → ghcr.io/acme/rest-api:412, replicas 50 → 5', actor: { name: 'argocd-controller', kind: 'automation' },
      revision: { commit: '5be1f00', image: 'ghcr.io/acme/rest-api:412', version: '412', previous: { image: 'ghcr.io/acme/rest-api:411', version: '411' } },
      identities: ['commit:5be1f00', 'image:ghcr.io/acme/rest-api:412'],
    });
    cluster.scale('shop', 'rest-api', 8, { manager: 'kube-controller-manager', subresource: 'scale' });
    await rig.said.until(() => changesOf('rest-api').length === 4, "the autoscaler's move");
    expect(changesOf('rest-api')[3]).toMatchObject({ kind: 'scaling', actor: { kind: 'autoscaler' }, identities: [] });
    expect(changesOf('rest-api')[3]?.revision).toBeUndefined();
  });

  it('tells nothing of status, labels, annotations and resyncs, but restates the service', async () => {
    await open({ bookmarkMs: 20 });
    cluster.apply(deploymentManifest('rest-api', { replicas: 4 }));
    collect();
    await started('rest-api');
    cluster.setStatus('shop', 'rest-api', { ready: 2 });
    await rig.said.until(() => serviceSaid('rest-api').at(-1)?.workloads[0]?.ready === 2, 'the ready count');
    expect(serviceSaid('rest-api').at(-1)?.workloads[0]?.health).toBe('DEGRADED');
    cluster.apply(deploymentManifest('rest-api', { replicas: 4, annotations: { note: 'hello', 'kubectl.kubernetes.io/last-applied-configuration': '{"a":1}' } }));
    cluster.apply(deploymentManifest('other', {}));
    await rig.said.until(() => changesOf('other').length > 0, 'a marker behind the noise');
    expect(changesOf('rest-api')).toEqual([]);
  });

  it('holds back a busy service to one statement a second, and says the last', async () => {
    await open({ rollOut: 'by-hand' });
    cluster.apply(deploymentManifest('rest-api', { replicas: 100 }));
    collect();
    await started('rest-api');
    for (let ready = 1; ready <= 100; ready++) cluster.setStatus('shop', 'rest-api', { ready });
    await rig.said.until(() => serviceSaid('rest-api').at(-1)?.workloads[0]?.ready === 100, 'the last count');
    expect(serviceSaid('rest-api').length).toBeLessThanOrEqual(4);
  });

  it('tells of what is created and deleted, and that a service is gone', async () => {
    await open();
    cluster.apply(deploymentManifest('rest-api'));
    collect();
    await started('rest-api');
    cluster.apply(deploymentManifest('mailer', { replicas: 2 }));
    await rig.said.until(() => changesOf('mailer').some((c) => c.phase === 'succeeded'), 'the creation');
    expect(changesOf('mailer')[0]).toMatchObject({ title: 'Deployment mailer created', diff: [{ path: 'spec.replicas', after: 2 }, { path: 'spec.template.spec.containers[mailer].image', after: 'ghcr.io/acme/mailer:1' }] });
    cluster.delete('shop', 'mailer');
    await rig.said.until(() => serviceSaid('mailer').at(-1)?.removed === true, 'the removal');
    expect(changesOf('mailer').at(-1)).toMatchObject({ title: 'Deployment mailer deleted', phase: 'succeeded' });
  });

  it('puts all workloads of one service name into one statement', async () => {
    await open();
    for (const name of ['shop-web', 'shop-worker']) cluster.apply(deploymentManifest(name, { labels: { 'app.kubernetes.io/name': 'shop', 'tags.datadoghq.com/service': 'shop' } }));
    collect();
    await rig.said.until(() => serviceSaid('shop').length > 0, 'the service');
    expect(serviceSaid('shop')[0]?.workloads.map((w) => w.name)).toEqual(['shop-web', 'shop-worker']);
    expect(serviceSaid('shop')[0]?.aliases).toEqual(['service:shop', 'shop/deployment/shop-web', 'shop/deployment/shop-worker']);
  });

  it('lists in pages and watches only the namespaces asked for', async () => {
    await open();
    for (let n = 0; n < 23; n++) cluster.apply(deploymentManifest(`app-${n}`, { namespace: n % 2 === 0 ? 'shop' : 'other' }));
    rig.collect({ COLLECTOR_K8S_SERVER: cluster.url, COLLECTOR_K8S_NAMESPACES: 'shop' }, { pageSize: 5 });
    await rig.said.until(() => rig.said.services.length === 12, 'the services of shop');
    expect(cluster.requests.filter((url) => url.searchParams.has('continue'))).toHaveLength(2);
    cluster.apply(deploymentManifest('app-1', { namespace: 'other', replicas: 7 }));
    cluster.apply(deploymentManifest('app-0', { replicas: 7 }));
    await rig.said.until(() => rig.said.changes.length === 2, 'the change in shop');
    expect(new Set(rig.said.changes.map((c) => c.namespace))).toEqual(new Set(['shop']));
  });
});
