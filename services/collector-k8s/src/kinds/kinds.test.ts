import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { diff } from '../redact/diff.js';
import { createRedactor } from '../redact/redactor.js';
import { custom } from './custom.js';
import { kinds } from './index.js';
import type { WatchedKind } from './kind.js';

const projecting = { cluster: 'prod-eu', redactor: createRedactor('a key for tests'), isKnown: () => false };
const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const kindOf = (name: string): WatchedKind => {
  const kind = kinds.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  return kind;
};

describe('the list of kinds', () => {
  it('has each once, and something of every folder', () => {
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
    const source = readFileSync(join(import.meta.dirname, 'index.ts'), 'utf8');
    for (const folder of folders) expect(source).toContain(`./${folder}/index.js`);
  });
  it('takes up what others are told by before them', () => {
    const at = (name: string): number => kinds.findIndex((kind) => kind.name === name);
    const before: [string, string][] = [['replicaset', 'deployment'], ['controllerrevision', 'statefulset'], ['application', 'deployment'], ['deployment', 'service'], ['service', 'ingress'], ['rolebinding', 'role'], ['deployment', 'configmap'], ['statefulset', 'event']];
    for (const [first, then] of before) expect([first, then, at(first) < at(then)]).toEqual([first, then, true]);
  });
  it('asks for Secrets only when they are named, and then for their metadata alone', () => expect(kindOf('secret')).toMatchObject({ optIn: true, metadataOnly: true }));
});

const objects = join(import.meta.dirname, '../testing/fixtures/objects');
interface Raw {
  readonly kind: string;
  readonly metadata: Record<string, unknown>;
}
const read = (file: string): Raw => JSON.parse(readFileSync(join(objects, file), 'utf8')) as Raw;
/** Manifests have no uid yet: that they were stored is all that is added. */
const stored = (raw: Raw): Raw => ({ ...raw, metadata: { uid: 'u-1', ...raw.metadata } });
const files = readdirSync(objects).filter((file) => file.endsWith('.json'));
const endpoints = custom('endpoints.v1.');
const anyOf = (kind: string): WatchedKind => kinds.find(({ title }) => title === kind) ?? endpoints;

describe('real objects', () => {
  it.each(files)('%s goes through its kind, and does not differ from itself with another status and history', (file) => {
    const raw = stored(read(file));
    const kind = anyOf(raw.kind);
    const seen = kind.project(raw, projecting);
    expect(seen.spec).toBeDefined();
    const noisy = { ...raw, metadata: { ...raw.metadata, resourceVersion: '99', managedFields: [{ manager: 'x', operation: 'Update' }], annotations: { ...(raw.metadata['annotations'] as object | undefined), 'kubectl.kubernetes.io/last-applied-configuration': '{"other":1}' } } };
    if (kind.metadataOnly !== true) expect(diff(seen.spec ?? {}, kind.project(noisy, projecting).spec ?? {})).toEqual([]);
  });
  it.each(kinds.map(({ name }) => name))('of all sorts are taken or refused by %s, never half read', (name) => {
    const kind = kindOf(name);
    for (const file of files) {
      try {
        expect(kind.project(stored(read(file)), projecting).uid).not.toBe('');
      } catch (error) {
        expect((error as Error).name).toBe('ZodError');
      }
    }
    for (const none of [null, 'text', 7, [], {}, { metadata: {} }, { metadata: { uid: 'u', name: 7 } }]) expect(() => kind.project(none, projecting)).toThrow();
  });
  it('of Secrets show none of their data', () => {
    for (const file of files.filter((each) => read(each).kind === 'Secret')) {
      const raw = stored(read(file)) as Raw & { data?: Record<string, string | null> };
      const out = JSON.stringify(kindOf('secret').project(raw, projecting));
      expect(Object.keys(raw.data ?? {}).length).toBeGreaterThan(0);
      for (const value of Object.values(raw.data ?? {}).filter((each) => typeof each === 'string' && each !== '')) expect(out).not.toContain(value?.slice(0, 6));
    }
  });
});

let version = 0;
const seenAs = (kind: string, fields: object, metadata: object = {}) => kindOf(kind).project({ metadata: { uid: 'u-1', name: 'it', namespace: 'shop', resourceVersion: String(++version), ...metadata }, ...fields }, projecting);
const changes = (kind: string, before: object, after: object) => diff(seenAs(kind, before).spec ?? {}, seenAs(kind, after).spec ?? {});
const shown = (kind: string, before: object, after: object) => changes(kind, before, after).map(({ path, before: from, after: to, redacted }) => (redacted ? `${path} changed` : `${path} ${String(from)} → ${String(to)}`));
const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'api', image: 'acme/api:1' }] } };

describe('a difference', () => {
  it.each<[string, object, object, string[]]>([
    ['cronjob', { spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template } } } }, { spec: { schedule: '*/5,30 4 * * *', suspend: true, jobTemplate: { spec: { template } } } }, ['spec.schedule 0 3 * * * → */5,30 4 * * *', 'spec.suspend undefined → true']],
    ['horizontalpodautoscaler',
      { spec: { scaleTargetRef: { kind: 'Deployment', name: 'x' }, maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'memory', target: { averageUtilization: 60 } } }, { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 60 } } }] } },
      { spec: { scaleTargetRef: { kind: 'Deployment', name: 'x' }, maxReplicas: 9, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } }, { type: 'Resource', resource: { name: 'memory', target: { averageUtilization: 60 } } }] } },
      ['spec.maxReplicas 5 → 9', 'spec.metrics[Resource cpu].resource.target.averageUtilization 60 → 80']],
    ['service', { spec: { clusterIP: '10.0.0.1', selector: { app: 'x' }, ports: [{ name: 'http', port: 80 }] } }, { spec: { clusterIP: '10.0.0.2', selector: { app: 'y' }, ports: [{ name: 'admin', port: 81 }, { name: 'http', port: 8080 }] } },
      ['spec.ports[admin].name undefined → admin', 'spec.ports[admin].port undefined → 81', 'spec.ports[http].port 80 → 8080', 'spec.selector[app] x → y']],
    ['ingress', { spec: { rules: [{ host: 'a.acme.com', http: { paths: [{ path: '/', backend: { service: { name: 'x', port: { number: 80 } } } }] } }] } }, { spec: { rules: [{ host: 'b.acme.com' }, { host: 'a.acme.com', http: { paths: [{ path: '/', backend: { service: { name: 'y', port: { number: 80 } } } }] } }] } },
      ['spec.rules[a.acme.com].http.paths[/].backend.service.name x → y', 'spec.rules[b.acme.com].host undefined → b.acme.com']],
    ['virtualservice', { spec: { hosts: ['x'], http: [{ name: 'main', route: [{ destination: { host: 'x', subset: 'v1' }, weight: 100 }] }] } }, { spec: { hosts: ['x'], http: [{ name: 'main', route: [{ destination: { host: 'x', subset: 'v2' }, weight: 10 }, { destination: { host: 'x', subset: 'v1' }, weight: 90 }] }] } },
      ['spec.http[main].route[x v1].weight 100 → 90', 'spec.http[main].route[x v2].destination.host undefined → x', 'spec.http[main].route[x v2].destination.subset undefined → v2', 'spec.http[main].route[x v2].weight undefined → 10']],
    ['role', { rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list'] }] }, { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }, { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list', 'delete'] }] },
      ['rules[apps deployments].verbs[delete] undefined → true', 'rules[apps deployments].verbs[get] true → undefined', 'rules[pods].apiGroups[] undefined → true', 'rules[pods].resources[pods] undefined → true', 'rules[pods].verbs[get] undefined → true']],
    ['rolebinding', { roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'User', name: 'ann' }] }, { roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'ServiceAccount', namespace: 'shop', name: 'api' }] },
      ['subjects[ServiceAccount shop api].kind undefined → ServiceAccount', 'subjects[ServiceAccount shop api].name undefined → api', 'subjects[ServiceAccount shop api].namespace undefined → shop', 'subjects[User ann].kind User → undefined', 'subjects[User ann].name ann → undefined']],
    ['resourcequota', { spec: { hard: { 'requests.cpu': '10', pods: '50' } } }, { spec: { hard: { 'requests.cpu': '4', pods: '50' } } }, ['spec.hard.requests.cpu 10 → 4']],
    ['limitrange', { spec: { limits: [{ type: 'Container', default: { memory: '1Gi' } }] } }, { spec: { limits: [{ type: 'Pod', max: { cpu: '2' } }, { type: 'Container', default: { memory: '512Mi' } }] } }, ['spec.limits[Container].default.memory 1Gi → 512Mi', 'spec.limits[Pod].max.cpu undefined → 2', 'spec.limits[Pod].type undefined → Pod']],
    ['networkpolicy', { spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] } }, { spec: { podSelector: {}, ingress: [{ ports: [{ port: 443 }, { port: 80 }] }] } }, ['spec.ingress[0].ports[TCP 443].port undefined → 443']],
    ['persistentvolumeclaim', { spec: { volumeName: 'a', resources: { requests: { storage: '1Gi' } } } }, { spec: { volumeName: 'b', resources: { requests: { storage: '2Gi' } } } }, ['spec.resources.requests.storage 1Gi → 2Gi']],
    ['node', { spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] }, status: { nodeInfo: { kubeletVersion: 'v1.35.0' } } }, { spec: { unschedulable: true, taints: [{ key: 'gpu', effect: 'NoSchedule' }] }, status: { nodeInfo: { kubeletVersion: 'v1.36.3' } } },
      ['spec.taints[gpu NoSchedule].effect undefined → NoSchedule', 'spec.taints[gpu NoSchedule].key undefined → gpu', 'spec.unschedulable false → true', 'status.nodeInfo.kubeletVersion v1.35.0 → v1.36.3']],
    ['mutatingwebhookconfiguration', { webhooks: [{ name: 'a.acme.com', failurePolicy: 'Ignore', clientConfig: { caBundle: 'QUFBQUFBQUFBQUFB' } }] }, { webhooks: [{ name: 'a.acme.com', failurePolicy: 'Fail', clientConfig: { caBundle: 'QkJCQkJCQkJCQkJC' } }] }, ['webhooks[a.acme.com].clientConfig.caBundle changed', 'webhooks[a.acme.com].failurePolicy Ignore → Fail']],
    ['customresourcedefinition', { spec: { group: 'g', scope: 'Namespaced', versions: [{ name: 'v1', served: true, storage: true, schema: { a: 1 } }] } }, { spec: { group: 'g', scope: 'Namespaced', versions: [{ name: 'v1', served: true, storage: true, schema: { a: 2 } }, { name: 'v2', served: true, storage: false }] } },
      ['spec.versions[v1].schema changed', 'spec.versions[v2].schema changed', 'spec.versions[v2].served undefined → true', 'spec.versions[v2].storage undefined → false']],
    ['scaledobject', { spec: { scaleTargetRef: { name: 'x' }, triggers: [{ type: 'kafka', metadata: { lagThreshold: '10', password: '12345' } }] } }, { spec: { scaleTargetRef: { name: 'x' }, triggers: [{ type: 'kafka', metadata: { lagThreshold: '50', password: '54321' } }] } }, ['spec.triggers[kafka].metadata.lagThreshold 10 → 50', 'spec.triggers[kafka].metadata.password changed']],
    ['helmrelease', { spec: { values: { replicas: 2, auth: { key: 'hunter2' } } } }, { spec: { values: { replicas: 3, auth: { key: 'hunter3' } } } }, ['spec.values.auth.key changed', 'spec.values.replicas 2 → 3']],
    ['application', { spec: { source: { targetRevision: 'v1', helm: { values: 'replicas: 2\npassword: a\n', parameters: [{ name: 'image.tag', value: '1' }, { name: 'db.password', value: '1' }] } } } }, { spec: { source: { targetRevision: 'v2', helm: { values: 'replicas: 3\npassword: b\n', parameters: [{ name: 'image.tag', value: '2' }, { name: 'db.password', value: '2' }] } } } },
      ['spec.source.helm.parameters[db.password].value changed', 'spec.source.helm.parameters[image.tag].value 1 → 2', 'spec.source.helm.values.password changed', 'spec.source.helm.values.replicas 2 → 3', 'spec.source.targetRevision v1 → v2']],
    ['configmap', { data: { 'app.yaml': 'pool: 5\n', MODE: 'a' } }, { data: { 'app.yaml': 'pool: 50\n', MODE: 'b', LEVEL: 'debug' } }, ['data[LEVEL] undefined → debug', 'data[MODE] changed', 'data[app.yaml].pool 5 → 50']],
  ])('of a %s names list items by their key', (kind, before, after, lines) => expect(shown(kind, before, after)).toEqual(lines));

  it('of a Secret is that its data was written, and which keys', () => {
    const written = (time: string, label = 'a') => ({ metadata: { uid: 'u', name: 's', namespace: 'shop', resourceVersion: String(++version), labels: { label }, managedFields: [{ manager: 'kubectl', operation: 'Update', time, fieldsV1: { 'f:data': { '.': {}, 'f:password': {} } } }] } });
    const spec = (object: object) => kindOf('secret').project(object, projecting).spec ?? {};
    expect(diff(spec(written('2026-01-15T10:00:00Z')), spec(written('2026-01-15T11:00:00Z')))).toEqual([{ path: 'data[password]', redacted: true }]);
    expect(diff(spec(written('2026-01-15T10:00:00Z')), spec(written('2026-01-15T10:00:00Z', 'b')))).toEqual([]);
  });

  it('of a kind that the configuration names is shown by shape alone', () => {
    const certificate = custom('certificates.v1.cert-manager.io');
    expect(certificate).toMatchObject({ name: 'certificate', served: [{ group: 'cert-manager.io', version: 'v1', plural: 'certificates' }] });
    const spec = (fields: object) => certificate.project({ metadata: { uid: 'u', name: 'c', namespace: 'shop' }, spec: fields }, projecting).spec ?? {};
    expect(diff(spec({ duration: '24h', name: 'x', pin: 1 }), spec({ duration: '12h', name: 'y', pin: 2 }))).toEqual([{ path: 'spec.duration', before: '24h', after: '12h' }, { path: 'spec.name', redacted: true }, { path: 'spec.pin', redacted: true }]);
  });
});
