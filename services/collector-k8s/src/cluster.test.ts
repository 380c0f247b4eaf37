import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { factId } from '@culprit/domain';
import { deploymentManifest, type ManifestOptions } from './testing/deployment.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type AnyObject, type ListWatchServer } from './testing/server.js';

let rig: Rig;
let cluster: ListWatchServer;
const collect = (kinds: string, settings: Readonly<Record<string, string>> = {}) =>
  rig.collect({ COLLECTOR_K8S_SERVER: cluster.url, COLLECTOR_K8S_KINDS: kinds, COLLECTOR_K8S_HOLD_SECONDS: '0.2', ...settings }, { absentMs: 100 });
const settled = () => rig.said.until(() => rig.said.services.length > 0, 'the first services');
const titles = () => rig.said.changes.map((c) => `${c.title} (${c.phase})`);
const told = (title: string) => rig.said.until(() => rig.said.changes.some((c) => c.title === title), title);
const change = (title: string) => rig.said.changes.filter((c) => c.title === title).at(-1);
const deploy = (name: string, options: ManifestOptions = {}, manager = 'helm') => cluster.apply(deploymentManifest(name, options), { manager });

const CONFIG_MAPS = '/api/v1/configmaps';
const PODS = '/api/v1/pods';
const REPLICA_SETS = '/apis/apps/v1/replicasets';
const SERVICES = '/api/v1/services';
let uid = 0;
const object = (name: string, fields: object, metadata: object = {}): AnyObject => ({ ...fields, metadata: { name, namespace: 'shop', uid: `u-${name}-${++uid}`, creationTimestamp: new Date().toISOString(), ...metadata } });

beforeEach(async () => {
  rig = await startRig();
  cluster = await startListWatchServer();
});
afterEach(async () => {
  await rig.close();
  await cluster.close();
});

describe('what is changed', () => {
  it('of a ConfigMap is told of the workloads that use it, by leaf', async () => {
    const template = { metadata: { labels: { app: 'rest-api' } }, spec: { containers: [{ name: 'api', image: 'acme/api:1', envFrom: [{ configMapRef: { name: 'settings' } }] }] } };
    cluster.put('/apis/apps/v1/statefulsets', object('rest-api', { spec: { replicas: 1, template } }, { generation: 1 }));
    const settings = object('settings', { data: { 'app.yaml': 'pool: 5\npassword: a\n' } });
    cluster.put(CONFIG_MAPS, settings);
    collect('statefulset,configmap');
    await settled();
    cluster.put(CONFIG_MAPS, { ...settings, data: { 'app.yaml': 'pool: 50\npassword: b\n' } });
    await told('ConfigMap settings: data[app.yaml].password changed, data[app.yaml].pool 5 → 50');
    expect(rig.said.changes).toHaveLength(1);
    expect(rig.said.changes[0]).toMatchObject({
      kind: 'config', phase: 'succeeded', entities: ['shop/configmap/settings', 'shop/statefulset/rest-api'], namespace: 'shop',
      diff: [{ path: 'data[app.yaml].password', redacted: true }, { path: 'data[app.yaml].pool', before: 5, after: 50 }],
    });
  });

  it('of a node is told of the services whose pods run there, and of how many of them', async () => {
    const pod = (name: string, nodeName: string, owner: { kind: string; name: string } | undefined, labels: object = {}, phase = 'Running') =>
      cluster.put(PODS, object(name, { spec: { nodeName }, status: { phase } }, { labels, ...(owner === undefined ? {} : { ownerReferences: [{ ...owner, uid: 'o', controller: true }] }) }));
    deploy('rest-api', { replicas: 4 });
    deploy('mailer', { replicas: 1 });
    cluster.put('/apis/apps/v1/daemonsets', object('agent', { spec: { template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'a', image: 'acme/agent:1' }] } } }, status: { desiredNumberScheduled: 2, numberReady: 2 } }, { generation: 1 }));
    const [apiHash, mailHash] = [{ 'pod-template-hash': '7d4b9c8f6d' }, { 'pod-template-hash': '6f7c8d9b5c' }];
    pod('rest-api-1', 'node-1', { kind: 'ReplicaSet', name: 'rest-api-7d4b9c8f6d' }, apiHash);
    pod('rest-api-2', 'node-2', { kind: 'ReplicaSet', name: 'rest-api-7d4b9c8f6d' }, apiHash);
    pod('rest-api-3', 'node-1', { kind: 'ReplicaSet', name: 'rest-api-7d4b9c8f6d' }, apiHash, 'Failed');
    pod('mailer-1', 'node-1', { kind: 'ReplicaSet', name: 'mailer-6f7c8d9b5c' }, mailHash);
    pod('agent-1', 'node-1', { kind: 'DaemonSet', name: 'agent' });
    pod('unknown-1', 'node-1', { kind: 'StatefulSet', name: 'unknown' });
    pod('alone', 'node-1', undefined);
    const node = { ...object('node-1', { spec: {}, status: { nodeInfo: { kubeletVersion: 'v1.35.0' } } }), metadata: { name: 'node-1', uid: 'u-node-1' } };
    cluster.put('/api/v1/nodes', node);
    collect('deployment,daemonset,node', { COLLECTOR_K8S_HOLD_SECONDS: '0' });
    await rig.said.until(() => rig.said.services.length === 3 && rig.lines.some(({ message, fields }) => message === 'Listed the cluster.' && fields?.['kind'] === 'node'), 'all listed');
    cluster.put('/api/v1/nodes', { ...node, spec: { unschedulable: true } });
    await told('Node node-1: unschedulable false → true');
    expect(change('Node node-1: unschedulable false → true')).toMatchObject({
      kind: 'infrastructure', entities: ['node/node-1', 'shop/daemonset/agent', 'shop/deployment/mailer', 'shop/deployment/rest-api'], scope: { clusters: ['prod-eu'], namespaces: [], environment: 'production' },
      attributes: { pods: { agent: { here: 1, of: 2 }, mailer: { here: 1, of: 1 }, 'rest-api': { here: 1, of: 4 } } },
    });
    expect(cluster.requests.filter(({ pathname }) => pathname === PODS).map(({ searchParams }) => searchParams.get('fieldSelector'))).toEqual(['spec.nodeName=node-1,status.phase!=Succeeded,status.phase!=Failed']);
    // one that runs nothing is the cluster's, as is one of which nobody may ask
    cluster.put('/api/v1/nodes', { ...node, metadata: { name: 'node-3', uid: 'u-node-3', creationTimestamp: new Date().toISOString() } });
    await told('Node node-3 created');
    expect(change('Node node-3 created')?.entities).toEqual(['node/node-3']);
    cluster.respond(403);
    cluster.put('/api/v1/nodes', { ...node, spec: { unschedulable: true, taints: [{ key: 'gpu', effect: 'NoSchedule' }] } });
    await rig.said.until(() => rig.said.changes.length === 3, 'the taint');
    expect(rig.said.changes.at(-1)).toMatchObject({ entities: ['node/node-1'], scope: { clusters: ['prod-eu'] } });
    expect(rig.lines.find(({ message }) => message.startsWith('What runs on a node'))).toMatchObject({ level: 'warn', fields: { node: 'node-1', reason: expect.stringContaining('403') } });
  });

  it('of a ConfigMap with a generated suffix is a change of the one before', async () => {
    const template = { metadata: { labels: { app: 'rest-api' } }, spec: { containers: [{ name: 'api', image: 'acme/api:1', envFrom: [{ configMapRef: { name: 'env-7h2k9m4f5g' } }] }] } };
    cluster.put('/apis/apps/v1/statefulsets', object('rest-api', { spec: { replicas: 1, template } }, { generation: 1 }));
    cluster.put(CONFIG_MAPS, object('env-7h2k9m4f5g', { data: { WORKERS: '4' } }));
    collect('statefulset,configmap');
    await settled();
    cluster.put(CONFIG_MAPS, object('env-bcdfghkm24', { data: { WORKERS: '8' } }));
    await told('ConfigMap env: data[WORKERS] 4 → 8');
    cluster.remove(CONFIG_MAPS, 'shop', 'env-7h2k9m4f5g');
    cluster.remove(CONFIG_MAPS, 'shop', 'env-bcdfghkm24');
    await told('ConfigMap env-bcdfghkm24 deleted');
    expect(titles()).toEqual(['ConfigMap env: data[WORKERS] 4 → 8 (succeeded)', 'ConfigMap env-bcdfghkm24 deleted (succeeded)']);
    expect(rig.said.changes[0]?.entities).toEqual(['shop/configmap/env', 'shop/statefulset/rest-api']);
    expect(rig.said.changes[0]?.identities).toEqual(['configmap:shop/env-bcdfghkm24']);
  });

  it('of a workload that begins to use the next of a generated name is one with what that holds', async () => {
    const using = (...names: string[]) => {
      const manifest = deploymentManifest('rest-api');
      const { template, ...spec } = manifest.spec as { template: { spec: { containers: object[] } } };
      const containers = template.spec.containers.map((container) => ({ ...container, envFrom: names.map((name) => ({ configMapRef: { name } })) }));
      cluster.apply({ ...manifest, spec: { ...spec, template: { ...template, spec: { ...template.spec, containers } } } }, { manager: 'kubectl-client-side-apply' });
    };
    using('env-7h2k9m4f5g', 'static', 'limits-7h2k9m4f5g');
    collect('deployment,configmap');
    await settled();
    using('env-bcdfghkm24', 'static-bcdfghkm24', 'limits-7h2k9m4f5g');
    await rig.said.until(() => rig.said.changes.some((c) => c.phase === 'succeeded'), 'the rollout');
    // `static` had no such name before: that it is the same nobody knows
    expect(rig.said.changes[0]?.identities).toEqual(['configmap:shop/env-bcdfghkm24']);
  });

  it('of a kind that the cluster gets later is told from then on, and its absence is no gap', async () => {
    deploy('rest-api');
    const service = collect('deployment,horizontalpodautoscaler');
    await settled();
    await rig.said.until(() => service.readiness().ready, 'readiness');
    const path = '/apis/autoscaling/v1/horizontalpodautoscalers';
    cluster.serve(path);
    await rig.said.until(() => cluster.watchers() > 0 && rig.lines.some((l) => l.message === 'Listed the cluster.' && l.fields?.['kind'] === 'horizontalpodautoscaler'), 'the other version');
    const hpa = object('rest-api', { spec: { maxReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'rest-api' } } });
    cluster.put(path, hpa);
    await told('HorizontalPodAutoscaler rest-api created');
    cluster.put(path, { ...hpa, spec: { maxReplicas: 9, scaleTargetRef: { kind: 'Deployment', name: 'rest-api' } } });
    await told('HorizontalPodAutoscaler rest-api: maxReplicas 5 → 9');
    expect(change('HorizontalPodAutoscaler rest-api: maxReplicas 5 → 9')?.entities).toEqual(['shop/horizontalpodautoscaler/rest-api', 'shop/deployment/rest-api']);
    await rig.said.until(() => rig.said.coverage.at(-1)?.gaps.length === 0, 'that nothing is missing');
    expect(rig.lines.filter((l) => l.message.startsWith('The cluster does not have this kind'))).toHaveLength(1);
  });

  it('by a person in what a release tool owns is out of band, and back to an earlier template a rollback', async () => {
    const annotations = { 'argocd.argoproj.io/tracking-id': 'shop-app:apps/Deployment:shop/rest-api' };
    deploy('rest-api', { image: 'acme/api:1', annotations }, 'argocd-controller');
    collect('deployment');
    await settled();
    deploy('rest-api', { image: 'acme/api:2', annotations }, 'argocd-controller');
    await told('Deploy rest-api: image acme/api:1 → acme/api:2');
    deploy('rest-api', { image: 'acme/api:1', annotations }, 'kubectl-rollout');
    await told('Roll back rest-api: image acme/api:2 → acme/api:1');
    expect(rig.said.changes.find((c) => c.title.startsWith('Deploy'))?.outOfBand).toBeUndefined();
    expect(change('Roll back rest-api: image acme/api:2 → acme/api:1')).toMatchObject({ outOfBand: true, actor: { kind: 'human', name: 'kubectl-rollout' }, attributes: { ownedBy: 'argocd shop-app', rollback: true } });
  });

  it('by an autoscaler is one change an episode, restated with its count; a person\'s scale between ends it', async () => {
    deploy('rest-api', { replicas: 5 });
    collect('deployment');
    await settled();
    const hpa = { manager: 'kube-controller-manager', subresource: 'scale' };
    for (const replicas of [7, 9, 6]) {
      cluster.scale('shop', 'rest-api', replicas, hpa);
      await rig.said.until(() => rig.said.changes.some((c) => c.diff[0]?.after === replicas), `replicas ${replicas}`);
    }
    cluster.scale('shop', 'rest-api', 50);
    await told('rest-api scaled from 6 to 50');
    cluster.scale('shop', 'rest-api', 8, hpa);
    await told('rest-api scaled from 50 to 8');
    expect(new Set(rig.said.changes.map((c) => c.id)).size).toBe(3);
    expect(change('rest-api scaled by its autoscaler 3 times, from 5 to 6')).toMatchObject({ diff: [{ path: 'spec.replicas', before: 5, after: 6 }], actor: { kind: 'autoscaler' }, attributes: { moves: 3, lowest: 5, highest: 9 } });
    expect(change('rest-api scaled from 6 to 50')).toMatchObject({ actor: { kind: 'human' } });
  });

  it('by a sync of Argo CD is known by that sync, which is a change of its own', async () => {
    const annotations = { 'argocd.argoproj.io/tracking-id': 'shop-app:apps/Deployment:shop/rest-api' };
    deploy('rest-api', { image: 'acme/api:1', annotations }, 'argocd-controller');
    const apps = '/apis/argoproj.io/v1alpha1/applications';
    const startedAt = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
    const app = object('shop-app', { spec: { project: 'default' } }, { namespace: 'argocd', generation: 1 });
    const sync = (phase: string, more: object = {}) => ({
      ...app, metadata: { ...app.metadata, generation: 2 },
      status: { operationState: { phase, startedAt, operation: { sync: { revision: 'a'.repeat(40) }, initiatedBy: { username: 'ann' } }, syncResult: { revision: 'a'.repeat(40), resources: [{ kind: 'Deployment', namespace: 'shop', name: 'rest-api' }] }, ...more } },
    });
    cluster.put(apps, app);
    collect('application,deployment');
    await settled();
    cluster.put(apps, sync('Running'));
    await rig.said.until(() => rig.said.changes.length === 1, 'the sync');
    deploy('rest-api', { image: 'acme/api:2', annotations }, 'argocd-controller');
    await told('Deploy rest-api: image acme/api:1 → acme/api:2');
    cluster.put(apps, sync('Succeeded', { finishedAt: startedAt }));
    await rig.said.until(() => rig.said.changes.some((c) => c.source.provider === 'argocd' && c.phase === 'succeeded'), 'the end');
    const identity = `argocd:${app.metadata.uid}:${startedAt}`;
    const syncs = rig.said.changes.filter((c) => c.source.provider === 'argocd');
    expect(new Set(syncs.map((c) => c.id))).toEqual(new Set([factId('change', 'argocd', app.metadata.uid, 'sync', startedAt)]));
    expect(syncs.at(-1)).toMatchObject({ title: 'Sync shop-app to aaaaaaa', actor: { name: 'ann', kind: 'human' }, entities: expect.arrayContaining(['shop/deployment/rest-api']), identities: [identity, `commit:${'a'.repeat(40)}`] });
    expect(change('Deploy rest-api: image acme/api:1 → acme/api:2')?.identities).toEqual(expect.arrayContaining([identity, 'image:acme/api:2']));
  });

  it('by an Argo Rollout takes effect stage by stage, until it is promoted or aborted', async () => {
    const rollouts = '/apis/argoproj.io/v1alpha1/rollouts';
    const steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
    const base = object('cart', {}, { namespace: 'shop' });
    const at = (seconds: number): string => new Date(Math.floor(Date.now() / 1000 + seconds) * 1000).toISOString().replace('.000Z', 'Z');
    const canary = (generation: number, image: string, status: object) => ({
      ...base, metadata: { ...base.metadata, generation },
      spec: { replicas: 4, strategy: { canary: { steps } }, template: deploymentManifest('cart', { image }).spec['template'] },
      status: { observedGeneration: String(generation), readyReplicas: 4, currentPodHash: 'new', stableRS: 'old', ...status },
    });
    cluster.put(rollouts, canary(1, 'acme/cart:1', { phase: 'Healthy', currentPodHash: 'old' }));
    collect('rollout');
    await settled();
    const last = () => rig.said.changes.at(-1);
    const [first, second] = [at(5), at(65)];
    cluster.put(rollouts, canary(2, 'acme/cart:2', { phase: 'Progressing', currentStepIndex: 0 }));
    await told('Deploy cart: image acme/cart:1 → acme/cart:2');
    cluster.put(rollouts, canary(2, 'acme/cart:2', { phase: 'Paused', currentStepIndex: 1, pauseConditions: [{ reason: 'CanaryPauseStep', startTime: first }] }));
    await rig.said.until(() => last()?.attributes['weight'] === 10, 'the first stage');
    cluster.put(rollouts, canary(2, 'acme/cart:2', { phase: 'Paused', currentStepIndex: 1, pauseConditions: [{ reason: 'CanaryPauseStep', startTime: first }], readyReplicas: 3 }));
    cluster.put(rollouts, canary(2, 'acme/cart:2', { phase: 'Paused', currentStepIndex: 3, pauseConditions: [{ reason: 'CanaryPauseStep', startTime: second }] }));
    await rig.said.until(() => last()?.attributes['weight'] === 50, 'the second stage');
    expect(last()).toMatchObject({ phase: 'started', phases: [{ phase: 'started' }, { phase: 'started', at: first.replace('Z', '.000Z') }, { phase: 'started', at: second.replace('Z', '.000Z') }] });
    cluster.put(rollouts, canary(2, 'acme/cart:2', { phase: 'Degraded', abort: true }));
    await rig.said.until(() => last()?.phase === 'failed', 'the end');
    expect(rig.said.changes.map(({ id }) => id)).toEqual(Array.from({ length: 4 }, () => last()!.id));
    expect(last()?.phases.map(({ phase }) => phase)).toEqual(['started', 'started', 'started', 'failed']);
  });
});

const replicaSet = (owner: string, revision: number, image: string, at: string): AnyObject => {
  const { template } = deploymentManifest('rest-api', { image }).spec as { template: { metadata: { labels: object } } };
  return object(`rest-api-${revision}`, { spec: { replicas: 0, template: { ...template, metadata: { labels: { ...template.metadata.labels, 'pod-template-hash': String(revision) } } } } }, {
    creationTimestamp: at, annotations: { 'deployment.kubernetes.io/revision': String(revision) }, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'rest-api', uid: owner, controller: true }],
  });
};
const ago = (hours: number): string => new Date(Math.floor(Date.now() / 1000 - hours * 3600) * 1000).toISOString();

describe('what nobody saw', () => {
  it('of the last days is told of a cluster that is new to us, by the templates that are left', async () => {
    const { metadata } = deploy('rest-api', { image: 'acme/api:3' });
    const made = [100, 90, 10].map(ago);
    made.forEach((at, n) => cluster.put(REPLICA_SETS, replicaSet(metadata.uid, n + 1, `acme/api:${n + 1}`, at)));
    collect('replicaset,deployment');
    await settled();
    await told('Deploy rest-api: image acme/api:2 → acme/api:3');
    expect(titles()).toEqual(['Deploy rest-api: image acme/api:2 → acme/api:3 (succeeded)']);
    expect(rig.said.changes[0]).toMatchObject({ detectedBy: 'reconcile', occurredAt: made[2], entities: ['shop/deployment/rest-api'], identities: ['image:acme/api:3'] });
    deploy('rest-api', { image: 'acme/api:1' });
    await told('Roll back rest-api: image acme/api:3 → acme/api:1');
  });

  it('while we were away is told step by step where the templates are left, and counted where not', async () => {
    const { metadata } = deploy('rest-api', { image: 'acme/api:1' });
    cluster.put(REPLICA_SETS, replicaSet(metadata.uid, 1, 'acme/api:1', ago(10)));
    const first = collect('replicaset,deployment');
    await settled();
    await first.stop();
    deploy('rest-api', { image: 'acme/api:2' });
    cluster.scale('shop', 'rest-api', 3);
    cluster.scale('shop', 'rest-api', 4);
    cluster.apply(deploymentManifest('rest-api', { image: 'acme/api:3', replicas: 4 }), { manager: 'helm' });
    for (const revision of [2, 3]) cluster.put(REPLICA_SETS, replicaSet(metadata.uid, revision, `acme/api:${revision}`, new Date(Date.now() + revision).toISOString()));
    collect('replicaset,deployment');
    await told('Deploy rest-api: image acme/api:2 → acme/api:3, replicas 1 → 4');
    await told('Deploy rest-api: image acme/api:1 → acme/api:2');
    const started = rig.said.changes.filter((c) => c.phase === 'started' || c.attributes['revision'] !== undefined);
    expect(started.map((c) => [c.title, c.attributes['collapsed'] ?? 1, c.detectedBy]).sort()).toEqual([
      ['Deploy rest-api: image acme/api:1 → acme/api:2', 1, 'reconcile'],
      ['Deploy rest-api: image acme/api:2 → acme/api:3, replicas 1 → 4', 3, 'reconcile'],
    ]);
    // a template that ran only meanwhile is an earlier one all the same
    cluster.apply(deploymentManifest('rest-api', { image: 'acme/api:2', replicas: 4 }), { manager: 'kubectl-set' });
    await told('Roll back rest-api: image acme/api:3 → acme/api:2');
  });
});

const pod = (name: string, waiting: string | undefined): AnyObject =>
  object(name, { status: { containerStatuses: [{ name: 'api', state: waiting === undefined ? { running: {} } : { waiting: { reason: waiting } } }] } }, {
    uid: `pod-${name}`, labels: { 'pod-template-hash': '7d4b9' }, ownerReferences: [{ kind: 'ReplicaSet', name: 'rest-api-7d4b9', controller: true }],
  });

describe('health', () => {
  it('is an alert on the workload, resolved when it has passed, also over a restart', async () => {
    deploy('rest-api');
    cluster.put(PODS, pod('rest-api-7d4b9-a', undefined));
    const first = collect('deployment,pod');
    await settled();
    cluster.put(PODS, pod('rest-api-7d4b9-a', 'CrashLoopBackOff'));
    cluster.put(PODS, pod('rest-api-7d4b9-b', 'CrashLoopBackOff'));
    await rig.said.until(() => rig.said.alerts.length === 1, 'the alert');
    expect(rig.said.alerts[0]).toMatchObject({ status: 'firing', class: 'crash', severity: 'high', entities: ['shop/deployment/rest-api'], environment: 'production', cluster: 'prod-eu', title: 'rest-api: container api crashes again and again' });
    await first.stop();
    cluster.remove(PODS, 'shop', 'rest-api-7d4b9-a');
    cluster.put(PODS, pod('rest-api-7d4b9-b', undefined));
    collect('deployment,pod');
    await rig.said.until(() => rig.said.alerts.some((a) => a.status === 'resolved'), 'its end');
    expect(new Set(rig.said.alerts.map((a) => a.id)).size).toBe(1);
  });

  it('of replicas that are missing for longer than a rollout takes', async () => {
    cluster = (await cluster.close(), await startListWatchServer({ rollOut: 'by-hand' }));
    deploy('rest-api', { replicas: 3 });
    cluster.setStatus('shop', 'rest-api', {});
    collect('deployment');
    await settled();
    cluster.setStatus('shop', 'rest-api', { ready: 0 });
    await rig.said.until(() => rig.said.alerts.some((a) => a.title === 'rest-api: 0 of 3 replicas are ready'), 'the alert');
    cluster.setStatus('shop', 'rest-api', {});
    await rig.said.until(() => rig.said.alerts.some((a) => a.status === 'resolved'), 'its end');
  });
});

describe('calls that configuration speaks of', () => {
  it('are dependencies while they stand', async () => {
    deploy('rest-api', { labels: { app: 'rest-api' } });
    deploy('data-processor', { env: { API_URL: 'http://rest-api.shop.svc.cluster.local:8080' } });
    cluster.put(SERVICES, object('rest-api', { spec: { selector: { app: 'rest-api' } } }));
    const first = collect('deployment,service');
    await rig.said.until(() => rig.said.dependencies.length > 0, 'the dependency');
    expect(rig.said.dependencies).toMatchObject([{ from: 'data-processor', to: 'rest-api', environment: 'production', kind: 'config', source: 'kubernetes/prod-eu' }]);
    await first.stop();
    deploy('data-processor', {});
    collect('deployment,service');
    await rig.said.until(() => rig.said.dependencies.some((d) => d.validTo !== undefined), 'its end', 20_000);
  });
});
