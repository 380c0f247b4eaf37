import { pod as podKind } from '../kinds/pod/index.js';
import { deployment } from '../kinds/deployment/index.js';
import type { WatchedKind } from '../kinds/kind.js';
import { entityOf } from '../kinds/meta.js';
import { REDACTION_RULES, createRedactor } from '../redact/redactor.js';
import { Keeper } from '../keeper.js';
import { Scene } from '../scene.js';
import { deploymentManifest } from './deployment.js';

/** Weighs what the collector keeps of objects, and how fast it reads them; needs `--expose-gc`. Prints one JSON line. */
const collect = (): void => {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('run with --expose-gc');
  gc();
  gc();
};
const used = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const redactor = createRedactor('a key for tests');
const clock = { now: () => Date.now() };
const uidOf = (n: number): string => `5c9b1f0e-0000-4000-8000-${String(n).padStart(12, '0')}`;

const keeperOf = (kind: WatchedKind, scene: Scene): Keeper =>
  new Keeper({ cluster: 'c', environmentOf: () => 'production', kind, streams: ['s'], keyId: redactor.keyId, rules: REDACTION_RULES, managers: new Map(), clock, scene, append: () => Promise.resolve([]), onChange: () => undefined }, { objects: [], unsent: [], positions: [], unreadable: new Set() });

const sceneOf = (): Scene => new Scene({ cluster: 'c', environment: 'production', environmentOf: () => 'production' }, 60_000, { services: [], alerts: [] });

const deploymentText = (n: number): string => {
  const { metadata, spec } = deploymentManifest(`service-${n}`, { env: { DB_PASSWORD: `x${n}`, LOG_LEVEL: 'debug', API_URL: `http://service-${n + 1}:8080`, REGION: 'eu-west-1' }, args: ['--workers=4', '--verbose'] });
  const managedFields = [{ manager: 'helm', operation: 'Update', time: '2026-01-15T00:00:00Z', fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:template': {} } } }];
  return JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { ...metadata, uid: uidOf(n), generation: 3, resourceVersion: String(n), managedFields }, spec, status: { observedGeneration: 3, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 } });
};

/** A pod of about 4 KB, as a cluster gives it. */
export const podText = (n: number, ready = true): string => {
  const { template } = deploymentManifest(`service-${n % 500}`, { env: { DB_PASSWORD: `x${n}`, LOG_LEVEL: 'debug' } }).spec as { template: { metadata: object; spec: object } };
  const fieldsV1 = { 'f:metadata': { 'f:labels': { '.': {}, 'f:app.kubernetes.io/name': {}, 'f:pod-template-hash': {} }, 'f:ownerReferences': {} }, 'f:spec': { 'f:containers': { 'k:{"name":"api"}': { '.': {}, 'f:image': {}, 'f:env': {}, 'f:ports': {}, 'f:resources': {}, 'f:readinessProbe': {} } }, 'f:dnsPolicy': {}, 'f:restartPolicy': {} } };
  return JSON.stringify({
    type: 'MODIFIED',
    object: {
      metadata: { name: `service-${n % 500}-7d4b9c8f6d-${n}`, namespace: 'shop', uid: uidOf(n), resourceVersion: String(n), labels: { 'pod-template-hash': '7d4b9c8f6d' }, ownerReferences: [{ kind: 'ReplicaSet', name: `service-${n % 500}-7d4b9c8f6d`, uid: 'r', controller: true }], managedFields: [{ manager: 'kube-controller-manager', operation: 'Update', time: '2026-01-15T00:00:00Z', fieldsV1 }, { manager: 'kubelet', operation: 'Update', subresource: 'status', fieldsV1 }] },
      spec: template.spec,
      status: { phase: 'Running', conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({ type, status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-15T00:00:00Z' })), containerStatuses: [{ name: 'api', ready, restartCount: 0, image: 'ghcr.io/acme/api:1', imageID: `ghcr.io/acme/api@sha256:${'0a'.repeat(32)}`, containerID: `containerd://${'1b'.repeat(32)}`, state: { running: { startedAt: '2026-01-15T00:00:00Z' } }, lastState: {} }] },
    },
  });
};

const weighDeployments = async (count: number): Promise<number> => {
  const scene = sceneOf();
  const keeper = keeperOf(deployment, scene);
  const before = used();
  for (let n = 0; n < count; n++) {
    const seen = deployment.project(JSON.parse(deploymentText(n)), { cluster: 'c', redactor, isKnown: keeper.isKnown });
    await keeper.listed([{ seen, deleted: false }], undefined);
  }
  const bytes = (used() - before) / count;
  if (keeper.size !== count || scene.relations.affected(entityOf('shop', 'deployment', 'service-1')).length !== 1) throw new Error('not all was kept');
  return bytes;
};

const weighPods = async (count: number): Promise<{ bytes: number; ratio: number; perSecond: number }> => {
  const scene = sceneOf();
  const keeper = keeperOf(podKind, scene);
  const lines = Array.from({ length: 2000 }, (_, n) => podText(n));
  const parse = (n: number): { object: unknown } => JSON.parse(lines[n % lines.length] ?? '') as { object: unknown };
  // processor time: others run here too
  const spent = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const watch = async (): Promise<number> => {
    const began = spent();
    for (let n = 0; n < count; n += 10) {
      const batch = Array.from({ length: 10 }, (_, k) => ({ seen: podKind.project(parse(n + k).object), deleted: false }));
      await keeper.live(batch);
    }
    return spent() - began;
  };
  const bare = (): number => {
    const began = spent();
    for (let n = 0; n < count; n++) parse(n);
    return spent() - began;
  };
  bare();
  await watch();
  const before = used();
  // the best of a few, in turns
  let [alone, ours] = [bare(), await watch()];
  for (let n = 0; n < 4; n++) {
    alone = Math.min(alone, bare());
    ours = Math.min(ours, await watch());
  }
  return { bytes: Math.max(0, used() - before) / count, ratio: alone / ours, perSecond: (count / ours) * 1000 };
};

const main = async (): Promise<void> => {
  const deploymentBytes = await weighDeployments(5000);
  console.log(JSON.stringify({ deploymentBytes: Math.round(deploymentBytes), pods: await weighPods(50_000) }));
};

if (process.argv[1]?.endsWith('weigh.js') === true) await main();
