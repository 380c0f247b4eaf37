import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kubeBinaries, startRealCluster, type RealCluster } from './testing/real-kubernetes.js';
import { startRig, type Rig } from './testing/rig.js';

const binaries = kubeBinaries();
if (binaries === undefined) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

const deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'rest-api', namespace: 'shop' },
  spec: { replicas: 2, selector: { matchLabels: { app: 'rest-api' } }, template: { metadata: { labels: { app: 'rest-api' } }, spec: { containers: [{ name: 'api', image: 'ghcr.io/acme/rest-api:411', envFrom: [{ configMapRef: { name: 'limits' } }] }] } } },
};
const kustomization = (workers: number) => ({ resources: ['deployment.yaml'], namespace: 'shop', configMapGenerator: [{ name: 'limits', literals: [`WORKERS=${workers}`] }] });

// building it takes minutes and Go: only where somebody has done so
(binaries === undefined ? describe.skip : describe)('kustomize on a real control plane', () => {
  let cluster: RealCluster;
  let rig: Rig;
  let folder: string;
  const apply = async (workers: number): Promise<void> => {
    await writeFile(join(folder, 'deployment.yaml'), JSON.stringify(deployment));
    await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization(workers)));
    await cluster.kubectl('apply', '-k', folder);
    await cluster.kubectl('-n', 'shop', 'rollout', 'status', 'deployment/rest-api', '--timeout=120s');
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'culprit-kustomize-'));
    rig = await startRig();
    cluster = await startRealCluster(binaries ?? '');
    await cluster.kubectl('create', 'namespace', 'shop');
    await apply(4);
  }, 480_000);
  afterAll(async () => {
    await rig?.close();
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  it('new content of a generated ConfigMap is a change of the one before, and one change with the rollout that takes it', async () => {
    rig.collect({ COLLECTOR_K8S_KUBECONFIG: cluster.kubeconfig, COLLECTOR_K8S_CLUSTER: 'local' });
    await rig.said.until(() => rig.said.services.some((s) => s.name === 'rest-api') && rig.lines.some(({ message, fields }) => message === 'Listed the cluster.' && fields?.['kind'] === 'event'), 'the first list', 90_000);
    await apply(8);
    await rig.said.until(() => rig.said.changes.some((c) => c.kind === 'deployment' && c.phase === 'succeeded'), 'the rollout', 90_000);
    const config = rig.said.changes.find((c) => c.kind === 'config');
    const rollout = rig.said.changes.find((c) => c.kind === 'deployment');
    expect(config).toMatchObject({ title: 'ConfigMap limits: data[WORKERS] 4 → 8', entities: ['shop/configmap/limits', 'shop/deployment/rest-api'], diff: [{ path: 'data[WORKERS]', before: '4', after: '8' }] });
    expect(config?.identities).toEqual([expect.stringMatching(/^configmap:shop\/limits-[2456789bcdfghkmt]{10}$/)]);
    expect(rollout?.identities).toEqual(config?.identities);
  }, 480_000);
});
