import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { deploymentManifest } from './testing/deployment.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type AnyObject, type ListWatchServer } from './testing/server.js';

let rig: Rig;
let cluster: ListWatchServer;
beforeEach(async () => {
  rig = await startRig();
  cluster = await startListWatchServer();
});
afterEach(async () => {
  await rig.close();
  await cluster.close();
});

/** One of each look: letters in no order, a word that is hidden for being no safe shape, a number that only its name gives away. */
const canaries = ['Zq7RtY2mKp9WvX4c', 'tr0ub4dor-and-3', 'AKIAIOSFODNN7CANARY', 'ghp_Xa9Kf3Lm2Pq8Rs7Tv6Wx5Yz4Ab1Cd0Ef9Gh', 'hunterhunter', '73519284'];
const forms = (s: string): string[] => [s, Buffer.from(s).toString('base64').replace(/=+$/, ''), encodeURIComponent(s), s.slice(0, 6)];

const dressed = (s: string, n: number): string => [s, `postgres://app:${s}@db:5432/shop`, `https://hooks.example/${s}?token=${s}`, `{"password":"${s}","list":[{"name":"apiKey","value":"${s}"}]}`, `db:\n  password: ${s}\n  token: "${s}"\n`, `DB_PASSWORD=${s}\nAPI_KEY="${s}"\n`, `[auth]\nsecret = "${s}"\n`][n % 7] ?? s;

const plant = (round: number): void => {
  canaries.forEach((canary, index) => {
    const value = `${canary}${round === 0 ? '' : round}`;
    const isNumber = /^\d+$/.test(value);
    const text = isNumber ? `DB_PASSWORD=${value}\n` : dressed(value, index + round);
    const name = `app-${index}`;
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec: { env: value } }), 'acme.io/token': value, ...(isNumber ? {} : { 'org.opencontainers.image.revision': value }) };
    cluster.apply(deploymentManifest(name, { env: { DB_PASSWORD: value, DATABASE_URL: `postgres://app:${value}@db/shop` }, args: [`--password=${value}`, '--token', value, `--db-url=https://u:${value}@h/`], annotations, templateAnnotations: { 'vault/secret': value }, labels: { 'acme.io/secret': value } }), { manager: 'kubectl-edit' });
    const at = (fields: object, extra: object = {}): AnyObject => ({ ...fields, metadata: { name, namespace: 'shop', uid: `u-${index}`, generation: round + 1, annotations, creationTimestamp: '2026-01-15T00:00:00Z', ...extra } });
    cluster.put('/api/v1/configmaps', at({ data: { 'app.yaml': `password: ${value}\nurl: "postgres://a:${value}@b/"\n`, password: value, 'conf.json': JSON.stringify({ apiKey: value, secrets: { a: value } }), blob: text, '.env': `TOKEN=${value}\n` }, binaryData: { key: Buffer.from(value).toString('base64') } }));
    // a server that ignores what was asked for sends the content all the same
    cluster.put('/api/v1/secrets', at({ data: { password: Buffer.from(value).toString('base64') }, stringData: { token: value } }));
    cluster.put('/apis/helm.toolkit.fluxcd.io/v2/helmreleases', at({ spec: { chart: { spec: { chart: 'x' } }, values: { auth: { password: value, key: value }, env: [{ name: 'API_TOKEN', value }], deep: { secrets: [value] } } } }));
    cluster.put('/apis/argoproj.io/v1alpha1/applications', at({ spec: { source: { repoURL: `https://u:${value}@github.com/acme/x`, helm: { values: `password: ${value}\n`, parameters: [{ name: 'db.password', value }] }, plugin: { env: [{ name: 'TOKEN', value }] } } }, status: { operationState: { phase: 'Failed', startedAt: '2026-01-15T10:00:00Z', finishedAt: '2026-01-15T10:00:10Z', message: `failed with ${value}` } } }));
    cluster.put('/apis/keda.sh/v1alpha1/scaledobjects', at({ spec: { scaleTargetRef: { name }, triggers: [{ type: 'redis', metadata: { address: `redis://:${value}@r:6379`, password: value } }] } }));
    cluster.put('/apis/batch/v1/cronjobs', at({ spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { containers: [{ name: 'c', image: 'acme/c:1', env: [{ name: 'PASSWORD', value }], command: ['sh', '-c', `curl -H "Authorization: Bearer ${value}"`] }] } } } } } }));
    cluster.put('/apis/acme.io/v1/widgets', at({ spec: { token: value, nested: { password: value, list: [{ name: 'secret', value }] }, text } }));
    // what is no ConfigMap at all: the reason that is logged must not quote it
    cluster.put('/api/v1/configmaps', { metadata: { name: `bad-${index}`, namespace: 'shop', uid: `bad-${index}` }, data: { password: { nested: value } } });
    cluster.put('/api/v1/pods', at({ status: { containerStatuses: [{ name: 'c', state: { waiting: { reason: 'CrashLoopBackOff', message: value } } }] } }, { labels: { 'pod-template-hash': 'x1' }, ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-x1`, controller: true }] }));
  });
};

it('no planted secret leaves, whole, in part or encoded: not to the log, not to what people read', async () => {
  plant(0);
  rig.collect({ COLLECTOR_K8S_SERVER: cluster.url, COLLECTOR_K8S_CUSTOM: 'widgets.v1.acme.io', COLLECTOR_K8S_KINDS: 'application,deployment,cronjob,configmap,secret,helmrelease,scaledobject,pod', COLLECTOR_K8S_HOLD_SECONDS: '0' });
  await rig.said.until(() => rig.said.services.length >= canaries.length && rig.said.alerts.length >= canaries.length, 'the first list');
  const before = rig.said.changes.length;
  plant(1);
  const kinds = ['deployment', 'cronjob', 'configmap', 'secret', 'helmrelease', 'application', 'scaledobject', 'widget'];
  await rig.said.until(() => kinds.every((kind) => canaries.every((_, index) => rig.said.changes.slice(before).some((c) => c.entities.includes(`shop/${kind}/app-${index}`)))), 'a change of everything');
  cluster.delete('shop', 'app-0');
  await rig.said.until(() => rig.said.changes.some((c) => c.title === 'Deployment app-0 deleted'), 'the deletion');

  const out = [...rig.said.raw, ...rig.lines.map((line) => JSON.stringify(line))].join('\n');
  expect(rig.lines.some((line) => line.message.startsWith('An object is not what its kind promises'))).toBe(true);
  for (const canary of canaries) for (const form of forms(canary)) expect([form, out.includes(form)]).toEqual([form, false]);
  // and yet it is seen that it changed, and where
  expect(rig.said.changes.find((c) => c.entities[0] === 'shop/configmap/app-0')?.diff).toEqual(expect.arrayContaining([{ path: 'data[app.yaml].password', redacted: true }, { path: 'data[password]', redacted: true }]));
});
