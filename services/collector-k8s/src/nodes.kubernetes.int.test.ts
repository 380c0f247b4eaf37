import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kubeBinaries, startRealCluster, type RealCluster } from './testing/real-kubernetes.js';
import { startRig, type Rig } from './testing/rig.js';

const binaries = kubeBinaries();
if (binaries === undefined) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

const nodeOf = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name, type: 'kwok' }, annotations: { 'kwok.x-k8s.io/node': 'fake' } } });
interface PodList {
  readonly items: readonly { readonly metadata: { readonly labels: Readonly<Record<string, string>> }; readonly spec: { readonly nodeName: string } }[];
}

// building it takes minutes and Go: only where somebody has done so
(binaries === undefined ? describe.skip : describe)('nodes of a real control plane', () => {
  let cluster: RealCluster;
  let rig: Rig;
  const kubectl = (...args: string[]) => cluster.kubectl('-n', 'shop', ...args);
  /** Where the scheduler has put them. */
  const placed = async (): Promise<PodList['items']> => (JSON.parse(await kubectl('get', 'pods', '-o', 'json')) as PodList).items;

  beforeAll(async () => {
    rig = await startRig();
    cluster = await startRealCluster(binaries ?? '');
    for (const name of ['node-2', 'node-3']) await cluster.request('POST', '/api/v1/nodes', nodeOf(name));
    await cluster.kubectl('wait', '--for=condition=Ready', 'node', '--all', '--timeout=120s');
    await cluster.kubectl('create', 'namespace', 'shop');
    await kubectl('create', 'deployment', 'rest-api', '--image=ghcr.io/acme/rest-api:411', '--replicas=12');
    await kubectl('create', 'deployment', 'mailer', '--image=ghcr.io/acme/mailer:1');
    for (const name of ['rest-api', 'mailer']) await kubectl('rollout', 'status', `deployment/${name}`, '--timeout=180s');
  }, 480_000);
  afterAll(async () => {
    await rig?.close();
    await cluster?.stop();
  }, 30_000);

  it('a drain is a change of the services whose pods the node runs, by how many they are', async () => {
    rig.collect({ COLLECTOR_K8S_KUBECONFIG: cluster.kubeconfig, COLLECTOR_K8S_CLUSTER: 'local' });
    await rig.said.until(() => ['rest-api', 'mailer'].every((name) => rig.said.services.some((s) => s.name === name)) && rig.lines.some(({ message, fields }) => message === 'Listed the cluster.' && fields?.['kind'] === 'event'), 'the first list', 90_000);
    const pods = await placed();
    const node = pods.find(({ metadata }) => metadata.labels['app'] === 'mailer')?.spec.nodeName ?? '';
    const here = pods.filter(({ metadata, spec }) => metadata.labels['app'] === 'rest-api' && spec.nodeName === node).length;
    expect(here).toBeGreaterThan(0);
    expect(here).toBeLessThan(12);
    // kwok's pods end at once, while real ones take their time: what ran there must be asked before a drain has gone on
    await cluster.kubectl('cordon', node);
    const title = `Node ${node}: unschedulable false → true`;
    await rig.said.until(() => rig.said.changes.some((c) => c.title === title), title, 60_000);
    expect(rig.said.changes.find((c) => c.title === title)).toMatchObject({
      kind: 'infrastructure', detectedBy: 'live', cluster: 'local', actor: { kind: 'human' }, entities: [`node/${node}`, 'shop/deployment/mailer', 'shop/deployment/rest-api'],
      scope: { clusters: ['local'] }, attributes: { pods: { mailer: { here: 1, of: 1 }, 'rest-api': { here, of: 12 } } },
    });
    await cluster.kubectl('drain', node, '--force', '--ignore-daemonsets', '--timeout=60s');
    await kubectl('rollout', 'status', 'deployment/rest-api', '--timeout=120s');
    await cluster.kubectl('uncordon', node);
    const back = `Node ${node}: unschedulable true → false`;
    await rig.said.until(() => rig.said.changes.some((c) => c.title === back), back, 60_000);
    expect(rig.said.changes.find((c) => c.title === back)?.entities).toEqual([`node/${node}`]);
  }, 480_000);
});
