import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kubeBinaries, startRealCluster, type RealCluster } from './testing/real-kubernetes.js';
import { startRig, type Rig } from './testing/rig.js';

const binaries = kubeBinaries();
if (binaries === undefined) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

// building it takes minutes and Go: only where somebody has done so
(binaries === undefined ? describe.skip : describe)('the collector on a real control plane', () => {
  let cluster: RealCluster;
  let rig: Rig;
  const statements = (title: string) => rig.said.changes.filter((c) => c.title === title);
  const succeeded = (title: string) => rig.said.until(() => statements(title).some((c) => c.phase === 'succeeded'), title, 90_000);
  const collect = () => rig.collect({ COLLECTOR_K8S_KUBECONFIG: cluster.kubeconfig, COLLECTOR_K8S_CLUSTER: 'local' });

  beforeAll(async () => {
    rig = await startRig();
    cluster = await startRealCluster(binaries ?? '');
    await cluster.kubectl('create', 'namespace', 'shop');
    await cluster.kubectl('-n', 'shop', 'create', 'deployment', 'rest-api', '--image=ghcr.io/acme/rest-api:411', '--replicas=50');
    await cluster.kubectl('-n', 'shop', 'rollout', 'status', 'deployment/rest-api', '--timeout=180s');
  }, 480_000);
  afterAll(async () => {
    await rig?.close();
    await cluster?.stop();
  }, 30_000);

  it('tells exactly the real changes, with their actors and ends', async () => {
    const service = collect();
    await rig.said.until(() => rig.said.services.some((s) => s.workloads[0]?.ready === 50), 'the first list', 90_000);
    expect(rig.said.changes).toEqual([]);

    const kubectl = (...args: string[]) => cluster.kubectl('-n', 'shop', ...args);
    await kubectl('scale', 'deployment/rest-api', '--replicas=5');
    await succeeded('rest-api scaled from 50 to 5');
    await kubectl('annotate', 'deployment/rest-api', 'note=hello');
    await kubectl('label', 'deployment/rest-api', 'team=shop');
    await kubectl('set', 'image', 'deployment/rest-api', 'rest-api=ghcr.io/acme/rest-api:5be1f00');
    await succeeded('Deploy rest-api: image ghcr.io/acme/rest-api:411 → ghcr.io/acme/rest-api:5be1f00');
    await kubectl('rollout', 'restart', 'deployment/rest-api');
    await succeeded('Restart rest-api');
    await kubectl('autoscale', 'deployment', 'rest-api', '--min=7', '--max=9');
    await succeeded('rest-api scaled from 5 to 7');

    await service.stop();
    await kubectl('delete', 'hpa', 'rest-api');
    await kubectl('set', 'env', 'deployment/rest-api', 'DB_PASSWORD=Hx9kQ2vLmZw');
    await kubectl('rollout', 'status', 'deployment/rest-api', '--timeout=180s');
    collect();
    await succeeded('Deploy rest-api: containers[rest-api].env[DB_PASSWORD] changed');
    await kubectl('delete', 'deployment', 'rest-api');
    await succeeded('Deployment rest-api deleted');

    const begun = rig.said.changes.filter((c) => c.phase === 'started' || c.title.endsWith('deleted'));
    expect(begun.map((c) => [c.title, c.kind, c.actor?.kind, c.detectedBy]).sort()).toEqual(
      [
        ['rest-api scaled from 50 to 5', 'scaling', 'human', 'live'],
        ['Deploy rest-api: image ghcr.io/acme/rest-api:411 → ghcr.io/acme/rest-api:5be1f00', 'deployment', 'human', 'live'],
        ['Restart rest-api', 'deployment', 'human', 'live'],
        ['rest-api scaled from 5 to 7', 'scaling', 'autoscaler', 'live'],
        ['Deploy rest-api: containers[rest-api].env[DB_PASSWORD] changed', 'deployment', 'human', 'reconcile'],
        ['Deployment rest-api deleted', 'deployment', 'unknown', 'live'],
      ].sort(),
    );
    expect(statements('Deploy rest-api: image ghcr.io/acme/rest-api:411 → ghcr.io/acme/rest-api:5be1f00')[0]?.identities).toEqual(['commit:5be1f00', 'image:ghcr.io/acme/rest-api:5be1f00']);
    expect(rig.said.raw.join('')).not.toContain('Hx9kQ2');
  }, 480_000);
});
