import { deploymentManifest } from './deployment.js';

/** Objects by the thousand, as a cluster gives them; each number gives the same one again. */
const uidOf = (kind: string, n: number): string => `5c9b1f0e-${kind}-4000-8000-${String(n).padStart(12, '0')}`;
const AT = '2026-01-15T00:00:00Z';
/** A number that looks like nothing: neighbours must not differ by one digit alone. */
const mixed = (n: number): string => ((n + 1) * 2_654_435_761 % 4_294_967_296).toString(16).padStart(8, '0');

const CHARTS = ['api', 'worker', 'gateway', 'importer', 'reports'];
const nameOf = (n: number): string => `${CHARTS[n % CHARTS.length] ?? ''}-${mixed(n)}`;

const manifestOf = (n: number) =>
  deploymentManifest(nameOf(n), {
    replicas: 1 + (n % 7),
    image: `ghcr.io/acme/${nameOf(n)}:${mixed(n * 3).slice(0, 7)}`,
    env: { DB_PASSWORD: `x${n}`, LOG_LEVEL: n % 3 === 0 ? 'debug' : 'info', API_URL: `http://${nameOf(n + 1)}:8080`, REGION: 'eu-west-1', [`FEATURE_${CHARTS[n % CHARTS.length]?.toUpperCase()}`]: 'true' },
    args: ['--workers=4', '--verbose'],
    memory: `${128 * (1 + (n % 5))}Mi`,
  });

export const deploymentObject = (n: number) => {
  const { metadata, spec } = manifestOf(n);
  const managedFields = [{ manager: 'helm', operation: 'Update', time: AT, fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:template': {} } } }];
  const replicas = 1 + (n % 7);
  return {
    apiVersion: 'apps/v1', kind: 'Deployment',
    metadata: { ...metadata, uid: uidOf('dep0', n), generation: 3, creationTimestamp: AT, managedFields },
    spec,
    status: { observedGeneration: 3, replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas },
  };
};

/** The ReplicaSet of the same Deployment. */
export const replicaSetObject = (n: number) => {
  const { metadata, spec } = manifestOf(n);
  const owner = { kind: 'Deployment', name: metadata.name, uid: uidOf('dep0', n), controller: true };
  return {
    apiVersion: 'apps/v1', kind: 'ReplicaSet',
    metadata: { ...metadata, name: `${metadata.name}-7d4b9c8f6d`, uid: uidOf('rep0', n), generation: 1, creationTimestamp: AT, annotations: { 'deployment.kubernetes.io/revision': '3' }, ownerReferences: [owner] },
    spec: { replicas: 1, template: spec['template'] },
  };
};

export const configMapObject = (n: number) => ({
  apiVersion: 'v1', kind: 'ConfigMap',
  metadata: { name: nameOf(n), namespace: 'shop', uid: uidOf('con0', n), creationTimestamp: AT, managedFields: [{ manager: 'helm', operation: 'Update', time: AT, fieldsV1: { 'f:data': {} } }] },
  data: {
    'app.yaml': `server:\n  port: 8080\n  workers: ${n % 32}\n  timeout: 30s\nlog:\n  level: info\n  format: json\ndatabase:\n  url: postgres://app@db-${mixed(n)}:5432/shop\n  pool: 20\ncache:\n  ttl: 5m\n  host: redis-${mixed(n).slice(0, 3)}.shop.svc\nfeatures:\n  fast-checkout: true\n  theme: ${mixed(n)}\n`,
    LOG_LEVEL: 'info',
  },
});

/** A pod of about 4 KB. */
export const podObject = (n: number, ready = true) => {
  const service = `service-${n % 500}`;
  const { template } = deploymentManifest(service, { env: { DB_PASSWORD: `x${n}`, LOG_LEVEL: 'debug' } }).spec as { template: { metadata: object; spec: object } };
  const fieldsV1 = {
    'f:metadata': { 'f:labels': { '.': {}, 'f:app.kubernetes.io/name': {}, 'f:pod-template-hash': {} }, 'f:ownerReferences': {} },
    'f:spec': { 'f:containers': { 'k:{"name":"api"}': { '.': {}, 'f:image': {}, 'f:env': {}, 'f:ports': {}, 'f:resources': {}, 'f:readinessProbe': {} } }, 'f:dnsPolicy': {}, 'f:restartPolicy': {} },
  };
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: {
      name: `${service}-7d4b9c8f6d-${n}`, namespace: 'shop', uid: uidOf('pod0', n), creationTimestamp: AT, labels: { 'app.kubernetes.io/name': service, 'pod-template-hash': '7d4b9c8f6d' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${service}-7d4b9c8f6d`, uid: uidOf('rep0', n % 500), controller: true }],
      managedFields: [{ manager: 'kube-controller-manager', operation: 'Update', apiVersion: 'v1', time: AT, fieldsV1 }, { manager: 'kubelet', operation: 'Update', apiVersion: 'v1', time: AT, subresource: 'status', fieldsV1 }],
    },
    spec: template.spec,
    status: {
      phase: 'Running',
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({ type, status: ready ? 'True' : 'False', lastTransitionTime: AT })),
      containerStatuses: [{ name: service, ready, restartCount: 0, image: 'ghcr.io/acme/api:1', imageID: `ghcr.io/acme/api@sha256:${'0a'.repeat(32)}`, containerID: `containerd://${'1b'.repeat(32)}`, state: { running: { startedAt: AT } }, lastState: {} }],
    },
  };
};
