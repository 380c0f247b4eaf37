import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { choose } from '../choose.js';
import { Config } from '../config.js';
import { kinds } from '../kinds/index.js';
import { manifest, manifestYaml, type Install } from './manifest.js';
import type { Rule } from './rules.js';

const install = (settings: Record<string, string> = {}, shards = 1, standby = 0): Install => ({
  shards, standby,
  namespace: 'culprit', image: 'ghcr.io/acme/culprit:1', secretName: 'culprit-collector', settings: { COLLECTOR_K8S_CLUSTER: 'prod-eu', ...settings }, environment: { EVENT_LOG: 'remote' }, secrets: { A_TOKEN: 'token' },
});
interface Printed {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
  readonly [field: string]: unknown;
}
const printed = (settings?: Record<string, string>) => manifest(install(settings)) as Printed[];
const rules = (settings?: Record<string, string>, name?: string) => printed(settings).flatMap((object) => (object.kind === 'ClusterRole' && (name === undefined || object.metadata.name === name) ? (object.rules ?? []) : []));
const allowed = (all: readonly Rule[]) => all.flatMap((rule) => rule.apiGroups.flatMap((group) => rule.resources.flatMap((resource) => rule.verbs.map((verb) => `${verb} ${group}/${resource}${rule.resourceNames === undefined ? '' : ` ${rule.resourceNames.join()}`}`))));

describe('what a cluster needs to be watched', () => {
  it('lists and watches exactly what the kinds are asked for at, and reads the one namespace that says which cluster it is', () => {
    const needed = choose(Config.parse({})).flatMap(({ served }) => served).flatMap(({ group, plural }) => ['list', 'watch'].map((verb) => `${verb} ${group}/${plural}`));
    expect(allowed(rules()).sort()).toEqual([...new Set([...needed, 'get /namespaces kube-system'])].sort());
  });

  it('has no word of secrets unless they are asked for', () => {
    expect(JSON.stringify(rules())).not.toContain('secrets');
    expect(allowed(rules({ COLLECTOR_K8S_KINDS: 'deployment,secret' })).sort()).toEqual(['get /namespaces kube-system', 'list /secrets', 'list apps/deployments', 'watch /secrets', 'watch apps/deployments']);
  });

  it('allows the custom kinds that are named', () => {
    expect(allowed(rules({ COLLECTOR_K8S_CUSTOM: 'certificates.v1.cert-manager.io' }))).toEqual(expect.arrayContaining(['list cert-manager.io/certificates', 'watch cert-manager.io/certificates']));
  });

  it('allows what has a namespace in the watched ones alone', () => {
    const some = { COLLECTOR_K8S_NAMESPACES: 'shop,pay' };
    const clusterWide = allowed(rules(some, 'culprit-collector'));
    expect(clusterWide).toEqual(expect.arrayContaining(['list /nodes', 'list /namespaces']));
    for (const { served: [{ group, plural }] } of kinds.filter((kind) => kind.namespaced)) expect(clusterWide).not.toContain(`list ${group}/${plural}`);
    expect(allowed(rules(some, 'culprit-collector-namespaced'))).toEqual(expect.arrayContaining(['list apps/deployments', 'watch /pods']));
    expect(printed(some).filter(({ kind }) => kind === 'RoleBinding').map(({ metadata }) => metadata.namespace)).toEqual(['shop', 'pay']);
  });

  it('runs without root, writes nowhere but in its folders, and has its secrets from the Secret', () => {
    const pod = (printed().at(-1) as unknown as { spec: { template: { spec: { securityContext: object; containers: Record<string, unknown>[] } } } }).spec.template.spec;
    const [container] = pod.containers;
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container).toMatchObject({
      securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      livenessProbe: { httpGet: { path: '/livez' } }, readinessProbe: { httpGet: { path: '/readyz' } },
      env: expect.arrayContaining([{ name: 'A_TOKEN', valueFrom: { secretKeyRef: { name: 'culprit-collector', key: 'token' } } }, { name: 'COLLECTOR_K8S_CLUSTER', value: 'prod-eu' }, { name: 'TARGET', value: 'collector-k8s' }]),
    });
    expect(Object.keys(container?.['resources'] as object)).toEqual(['requests', 'limits']);
  });

  it('is YAML that reads as what it is, and the same each time', () => {
    const text = manifestYaml(install({ COLLECTOR_K8S_ENVIRONMENT: 'yes' }));
    const documents = parseAllDocuments(text);
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    expect(documents.map((document) => document.toJS() as unknown)).toEqual(manifest(install({ COLLECTOR_K8S_ENVIRONMENT: 'yes' })));
    expect(manifestYaml(install({ COLLECTOR_K8S_ENVIRONMENT: 'yes' }))).toBe(text);
    expect(text).toContain('value: "yes"');
  });

  it('is a Deployment for each shard, and lets those who stand by write their Lease alone', () => {
    const all = manifest(install({}, 2, 1)) as (Printed & { readonly spec: { readonly replicas: number; readonly strategy: object; readonly selector: object } })[];
    const deployments = all.filter(({ kind }) => kind === 'Deployment');
    expect(deployments.map(({ metadata, spec }) => [metadata.name, spec.replicas])).toEqual([['culprit-collector-0', 2], ['culprit-collector-1', 2]]);
    expect(new Set(deployments.map(({ spec }) => JSON.stringify(spec.selector))).size).toBe(2);
    for (const [shard, each] of deployments.entries()) for (const [name, value] of [['COLLECTOR_K8S_SHARDS', '2'], ['COLLECTOR_K8S_SHARD', String(shard)], ['COLLECTOR_K8S_LEASE', 'culprit-collector']]) expect(JSON.stringify(each)).toContain(JSON.stringify({ name, value }));
    expect(all.find(({ kind }) => kind === 'Role')).toMatchObject({ metadata: { namespace: 'culprit' }, rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] }] });
    expect(all.find(({ kind }) => kind === 'RoleBinding')).toMatchObject({ metadata: { namespace: 'culprit' }, roleRef: { kind: 'Role' } });
    expect(JSON.stringify(printed())).not.toContain('"leases"');
    // what is printed is what the collector takes
    expect(Config.parse({ COLLECTOR_K8S_SHARDS: '2', COLLECTOR_K8S_SHARD: '1', COLLECTOR_K8S_LEASE: 'culprit-collector' })).toMatchObject({ COLLECTOR_K8S_SHARD: 1, COLLECTOR_K8S_LEASE: 'culprit-collector' });
  });

  it('refuses a kind that it does not know', () => {
    expect(() => manifest(install({ COLLECTOR_K8S_KINDS: 'deploymnt' }))).toThrow('expected kinds of');
  });
});
