import { deploymentManifest } from './deployment.js';
import type { AnyObject, ListWatchServer } from './server.js';

/** One of each look: letters in no order, a word that is hidden for being no safe shape, a number that only its name gives away. */
export const canaries = ['Zq7RtY2mKp9WvX4c', 'tr0ub4dor-and-3', 'AKIAIOSFODNN7CANARY', 'ghp_Xa9Kf3Lm2Pq8Rs7Tv6Wx5Yz4Ab1Cd0Ef9Gh', 'hunterhunter', '735192846'];

/** How a secret may look when it leaves all the same: plain, encoded, within something that is encoded, and the beginning that some show of it. Each so long that no time and no id looks so by chance. */
export const formsOf = (s: string): string[] => [
  s,
  encodeURIComponent(s),
  s.slice(0, /^\d+$/.test(s) ? 8 : 6),
  Buffer.from(s).toString('base64').replace(/=+$/, ''),
  ...['x', 'xx'].map((before) => Buffer.from(`${before}${s}`).toString('base64').slice(4, -4)),
];

/** The kinds of objects that hold one, as entities name them. */
export const plantedKinds = ['deployment', 'cronjob', 'configmap', 'secret', 'helmrelease', 'application', 'scaledobject', 'widget'] as const;
/** What a collector of them is told. */
export const plantedSettings = { COLLECTOR_K8S_CUSTOM: 'widgets.v1.acme.io', COLLECTOR_K8S_KINDS: 'application,deployment,cronjob,configmap,secret,helmrelease,scaledobject,pod', COLLECTOR_K8S_HOLD_SECONDS: '0' } as const;


const dressed = (s: string, n: number): string => [s, `postgres://app:${s}@db:5432/shop`, `https://hooks.example/${s}?token=${s}`, `{"password":"${s}","list":[{"name":"apiKey","value":"${s}"}]}`, `db:\n  password: ${s}\n  token: "${s}"\n`, `DB_PASSWORD=${s}\nAPI_KEY="${s}"\n`, `[auth]\nsecret = "${s}"\n`][n % 7] ?? s;

/** Puts each of them wherever people put secrets; another `round` changes them all. */
export const plant = (cluster: ListWatchServer, round: number): void => {
  canaries.forEach((canary, index) => {
    const put = (path: string, object: AnyObject): void => cluster.put(path, { ...object, metadata: { ...object.metadata, uid: `${path} ${object.metadata.name}` } });
    const value = `${canary}${round === 0 ? '' : round}`;
    const isNumber = /^\d+$/.test(value);
    const text = isNumber ? `DB_PASSWORD=${value}\n` : dressed(value, index + round);
    const name = `app-${index}`;
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec: { env: value } }), 'acme.io/token': value, ...(isNumber ? {} : { 'org.opencontainers.image.revision': value }) };
    cluster.apply(deploymentManifest(name, { env: { DB_PASSWORD: value, DATABASE_URL: `postgres://app:${value}@db/shop` }, args: [`--password=${value}`, '--token', value, `--db-url=https://u:${value}@h/`], annotations, templateAnnotations: { 'vault/secret': value }, labels: { 'acme.io/secret': value } }), { manager: 'kubectl-edit' });
    const at = (fields: object, extra: object = {}): AnyObject => ({ ...fields, metadata: { name, namespace: 'shop', uid: '', generation: round + 1, annotations, creationTimestamp: '2026-01-15T00:00:00Z', ...extra } });
    put('/api/v1/configmaps', at({ data: { 'app.yaml': `password: ${value}\nurl: "postgres://a:${value}@b/"\n`, password: value, 'conf.json': JSON.stringify({ apiKey: value, secrets: { a: value } }), blob: text, '.env': `TOKEN=${value}\n` }, binaryData: { key: Buffer.from(value).toString('base64') } }));
    // a server that ignores what was asked for sends the content all the same
    put('/api/v1/secrets', at({ data: { password: Buffer.from(value).toString('base64') }, stringData: { token: value } }));
    put('/apis/helm.toolkit.fluxcd.io/v2/helmreleases', at({ spec: { chart: { spec: { chart: 'x' } }, values: { auth: { password: value, key: value }, env: [{ name: 'API_TOKEN', value }], deep: { secrets: [value] } } } }));
    put('/apis/argoproj.io/v1alpha1/applications', at({ spec: { source: { repoURL: `https://u:${value}@github.com/acme/x`, helm: { values: `password: ${value}\n`, parameters: [{ name: 'db.password', value }] }, plugin: { env: [{ name: 'TOKEN', value }] } } }, status: { operationState: { phase: 'Failed', startedAt: '2026-01-15T10:00:00Z', finishedAt: '2026-01-15T10:00:10Z', message: `failed with ${value}` } } }));
    put('/apis/keda.sh/v1alpha1/scaledobjects', at({ spec: { scaleTargetRef: { name }, triggers: [{ type: 'redis', metadata: { address: `redis://:${value}@r:6379`, password: value } }] } }));
    put('/apis/batch/v1/cronjobs', at({ spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { containers: [{ name: 'c', image: 'acme/c:1', env: [{ name: 'PASSWORD', value }], command: ['sh', '-c', `curl -H "Authorization: Bearer ${value}"`] }] } } } } } }));
    put('/apis/acme.io/v1/widgets', at({ spec: { token: value, nested: { password: value, list: [{ name: 'secret', value }] }, text } }));
    // what is no ConfigMap at all: the reason that is logged must not quote it
    put('/api/v1/configmaps', { metadata: { name: `bad-${index}`, namespace: 'shop', uid: '' }, data: { password: { nested: value } } });
    put('/api/v1/pods', at({ status: { containerStatuses: [{ name: 'c', state: { waiting: { reason: 'CrashLoopBackOff', message: value } } }] } }, { labels: { 'pod-template-hash': 'x1' }, ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-x1`, controller: true }] }));
  });
};
