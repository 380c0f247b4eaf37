import { describe, expect, it } from '@jest/globals';
import type { Facts, WatchedKind } from './kinds/kind.js';
import { kinds } from './kinds/index.js';
import { createRedactor } from './redact/redactor.js';
import { entityOf } from './kinds/meta.js';
import { Relations } from './relations.js';

const projecting = { cluster: 'prod-eu', redactor: createRedactor('a key for tests'), isKnown: () => false };
const kindOf = (name: string): WatchedKind => {
  const kind = kinds.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  return kind;
};

let uid = 0;
const object = (kind: string, name: string, fields: object, namespace: string | null = 'shop') => {
  const seen = kindOf(kind).project({ metadata: { uid: `u-${++uid}`, name, ...(namespace === null ? {} : { namespace }) }, ...fields }, projecting);
  return { kind: kindOf(kind), seen };
};
type Made = ReturnType<typeof object>;

const template = (labels: Record<string, string>, spec: object = {}) => ({ metadata: { labels }, spec: { containers: [{ name: 'api', image: 'acme/api:1' }], ...spec } });
const api = object('deployment', 'rest-api', {
  spec: {
    selector: {}, template: template({ app: 'rest-api', tier: 'web' }, {
      serviceAccountName: 'api',
      containers: [{ name: 'api', env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'flags', key: 'a' } } }, { name: 'B', valueFrom: { secretKeyRef: { name: 'db', key: 'p' } } }, { name: 'MAIL_URL', value: 'http://mailer:8080/v1' }], envFrom: [{ configMapRef: { name: 'env-7h2k9m4f5g' } }] }],
      volumes: [{ name: 'c', configMap: { name: 'files' } }, { name: 'd', persistentVolumeClaim: { claimName: 'data' } }, { name: 'e', projected: { sources: [{ secret: { name: 'tls' } }] } }],
    }),
  },
});
const mailer = object('statefulset', 'mailer', { spec: { template: template({ app: 'mailer', tier: 'back' }) } });
const services = [object('service', 'rest-api', { spec: { selector: { app: 'rest-api' } } }), object('service', 'mailer', { spec: { selector: { app: 'mailer' } } })];
const binding = object('rolebinding', 'reads', { roleRef: { kind: 'Role', name: 'reader' }, subjects: [{ kind: 'ServiceAccount', name: 'api' }] });
const cluster = object('clusterrolebinding', 'sees', { roleRef: { kind: 'ClusterRole', name: 'viewer' }, subjects: [{ kind: 'ServiceAccount', name: 'api', namespace: 'shop' }] }, null);

const world = (others: readonly Made[] = []): Relations => {
  const relations = new Relations();
  for (const { kind, seen } of [api, mailer, ...services, binding, cluster, ...others]) relations.put(entityOf(seen.namespace, kind.name, seen.name), seen.facts);
  return relations;
};
const about = ({ kind, seen }: Made, shown = seen.name, facts: Facts | undefined = seen.facts) => world().about(kind, 'prod-eu', 'production', seen, shown, facts);
const API = 'shop/deployment/rest-api';
const MAILER = 'shop/statefulset/mailer';

describe('whose change it is', () => {
  const none = {};
  it.each<[string, Made, string[]]>([
    ['a ConfigMap of a variable', object('configmap', 'flags', none), [API]],
    ['a ConfigMap of an environment, with a suffix', object('configmap', 'env-7h2k9m4f5g', none), [API]],
    ['a ConfigMap of a volume', object('configmap', 'files', none), [API]],
    ['a ConfigMap that nobody uses', object('configmap', 'lonely', none), []],
    ['a ConfigMap of the same name elsewhere', object('configmap', 'flags', none, 'other'), []],
    ['a Secret of a variable', object('secret', 'db', none), [API]],
    ['a Secret of a projected volume', object('secret', 'tls', none), [API]],
    ['a claim', object('persistentvolumeclaim', 'data', { spec: {} }), [API]],
    ['a ServiceAccount', object('serviceaccount', 'api', none), [API]],
    ['the default ServiceAccount', object('serviceaccount', 'default', none), [MAILER]],
    ['an autoscaler', object('horizontalpodautoscaler', 'h', { spec: { scaleTargetRef: { kind: 'Deployment', name: 'rest-api' }, maxReplicas: 3 } }), [API]],
    ['a ScaledObject, Deployment by default', object('scaledobject', 's', { spec: { scaleTargetRef: { name: 'rest-api' } } }), [API]],
    ['a Service', object('service', 'x', { spec: { selector: { tier: 'back' } } }), [MAILER]],
    ['a Service without a selector', object('service', 'x', { spec: {} }), []],
    ['a disruption budget', object('poddisruptionbudget', 'p', { spec: { selector: { matchLabels: { app: 'mailer' } } } }), [MAILER]],
    ['a network policy by expressions', object('networkpolicy', 'n', { spec: { podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['back'] }] } } }), [API]],
    ['an Ingress', object('ingress', 'i', { spec: { rules: [{ host: 'shop.acme.com', http: { paths: [{ path: '/', backend: { service: { name: 'rest-api' } } }] } }] } }), [API]],
    ['an HTTPRoute', object('httproute', 'r', { spec: { rules: [{ backendRefs: [{ name: 'rest-api' }, { name: 'mailer', namespace: 'shop' }] }] } }), [API, MAILER]],
    ['a VirtualService', object('virtualservice', 'v', { spec: { http: [{ route: [{ destination: { host: 'mailer.shop.svc.cluster.local', subset: 'v2' } }] }] } }), [MAILER]],
    ['a DestinationRule', object('destinationrule', 'd', { spec: { host: 'mailer' } }), [MAILER]],
    ['a DestinationRule for a host elsewhere', object('destinationrule', 'd', { spec: { host: 'api.example.com' } }), []],
    ['a Role, by its binding and account', object('role', 'reader', none), [API]],
    ['a ClusterRole, by its binding and account', object('clusterrole', 'viewer', none, null), [API]],
    ['a binding', binding, [API]],
    ['a workload itself', api, [API]],
  ])('%s', (_, made, workloads) => {
    const { entities, scope } = about(made);
    expect(entities.filter((entity) => entity !== entityOf(made.seen.namespace, made.kind.name, made.seen.name)).sort()).toEqual(workloads.filter((entity) => entity !== API || made !== api));
    expect(scope).toBeUndefined();
  });

  it.each<[string, Made, object]>([
    ['a quota', object('resourcequota', 'q', {}), { clusters: ['prod-eu'], namespaces: ['shop'], environment: 'production' }],
    ['a limit range', object('limitrange', 'l', {}), { clusters: ['prod-eu'], namespaces: ['shop'], environment: 'production' }],
    ['a namespace', object('namespace', 'shop', {}, null), { clusters: ['prod-eu'], namespaces: ['shop'], environment: 'production' }],
    ['a network policy for all pods', object('networkpolicy', 'n', { spec: { podSelector: {} } }), { clusters: ['prod-eu'], namespaces: ['shop'], environment: 'production' }],
    ['a node', object('node', 'node-1', {}, null), { clusters: ['prod-eu'], namespaces: [], environment: 'production' }],
    ['an admission webhook', object('mutatingwebhookconfiguration', 'w', {}, null), { clusters: ['prod-eu'], namespaces: [], environment: 'production' }],
    ['a validating webhook', object('validatingwebhookconfiguration', 'w', {}, null), { clusters: ['prod-eu'], namespaces: [], environment: 'production' }],
    ['a custom resource definition', object('customresourcedefinition', 'c', { spec: { group: 'g', scope: 'Namespaced', versions: [] } }, null), { clusters: ['prod-eu'], namespaces: [], environment: 'production' }],
  ])('%s is of everything in its place', (_, made, scope) => expect(about(made)).toEqual({ entities: [entityOf(made.seen.namespace, made.kind.name, made.seen.name)], scope }));

  it('names one with a generated suffix by its stem', () => expect(about(object('configmap', 'env-7h2k9m4f5g', {}), 'env').entities).toEqual(['shop/configmap/env', API]));

  it('follows what changes', () => {
    const relations = world();
    relations.put(API, { podLabels: { app: 'rest-api' }, uses: [] });
    expect(relations.affected('shop/configmap/flags')).toEqual([]);
    relations.remove(API);
    expect(relations.affected('shop/service/rest-api')).toEqual([]);
  });
});

describe('calls that configuration speaks of', () => {
  const calls = (others: readonly Made[] = []) => [...world(others).calls()];
  it('are those of a variable that names a Service', () => expect(calls()).toEqual([[API, MAILER, 'config']]));
  it('are those of a ConfigMap that it uses', () => {
    const flags = object('configmap', 'flags', { data: { 'app.yaml': 'upstreams:\n- host: mailer.shop.svc.cluster.local\n' } });
    const quiet = object('deployment', 'rest-api', { spec: { template: template({ app: 'rest-api' }, { volumes: [{ name: 'v', configMap: { name: 'flags' } }] }) } });
    expect(calls([quiet, flags])).toEqual([[API, MAILER, 'config']]);
  });
  it('are those of a route', () => {
    const ingress = object('ingress', 'web', { spec: { defaultBackend: { service: { name: 'rest-api' } } } });
    expect(calls([ingress])).toEqual([[API, MAILER, 'config'], ['shop/ingress/web', API, 'route']]);
  });
  it('are none where a host is elsewhere', () => {
    const other = object('deployment', 'rest-api', { spec: { template: template({ app: 'rest-api' }, { containers: [{ name: 'a', env: [{ name: 'URL', value: 'https://mailer.example.com' }, { name: 'MODE', value: 'mailer' }] }] }) } });
    expect(calls([other])).toEqual([]);
  });
});
