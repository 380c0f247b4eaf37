import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Change } from '@culprit/domain';
import { partitionOf } from '@culprit/ports';
import { deploymentManifest } from './testing/deployment.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type ListWatchServer } from './testing/server.js';

const named = (shard: number): string => ['shop', 'pay', 'data', 'search', 'mail'].find((name) => partitionOf(name, 2) === shard) ?? '';
const [ZERO, ONE] = [named(0), named(1)];
/** Three collectors and two logs start here: more than one machine's patience. */
const MOST_MS = 60_000;
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';

let rig: Rig;
let alone: Rig;
let cluster: ListWatchServer;
const collect = (at: Rig, settings: Readonly<Record<string, string>> = {}) => at.collect({ COLLECTOR_K8S_SERVER: cluster.url, ...settings });
const shards = () => [0, 1].map((shard) => collect(rig, { COLLECTOR_K8S_SHARDS: '2', COLLECTOR_K8S_SHARD: String(shard) }));
const facts = (changes: readonly Change[]) => [...new Set(changes.map((c) => JSON.stringify([c.id, c.phase, c.title, c.entities, c.actor, c.scope ?? null])))].sort();
const titles = (at: Rig) => at.said.changes.filter((c) => c.phase === 'started' || c.kind === 'config').map((c) => c.title);
const ends = (at: Rig) => at.said.changes.filter((c) => c.phase === 'succeeded' && c.kind !== 'config').map((c) => c.title);
const watched = (at: Rig, times: number, kind = 'deployment') => at.said.until(() => at.lines.filter(({ message, fields }) => message === 'Listed the cluster.' && fields?.['kind'] === kind).length >= times, `list ${times}`);
const rules = (verbs: string[], generation: number) => ({ metadata: { name: 'reader', uid: 'role-1', creationTimestamp: '2026-01-15T00:00:00Z', resourceVersion: String(generation), managedFields: [] }, rules: [{ apiGroups: [''], resources: ['pods'], verbs }] });

beforeEach(async () => {
  [rig, alone] = [await startRig(), await startRig()];
  cluster = await startListWatchServer();
  for (const path of [ROLES, '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings']) cluster.serve(path);
  for (const namespace of [ZERO, ONE]) cluster.apply(deploymentManifest(`api-${namespace}`, { namespace, replicas: 50 }), { time: '2026-01-15T00:00:00Z' });
  cluster.put(ROLES, rules(['get'], 1));
  cluster.put('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'reader', uid: 'binding-1' }, roleRef: { kind: 'ClusterRole', name: 'reader' }, subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: ONE }],
  });
});
afterEach(async () => {
  await Promise.all([rig.close(), alone.close()]);
  await cluster.close();
});

describe('two shards of a cluster', () => {
  it('tell together what one would tell alone, each its namespaces, the first what stands in none', async () => {
    shards();
    collect(alone);
    await Promise.all([watched(rig, 2), ...[rig, alone].flatMap((at) => ['deployment', 'clusterrole', 'clusterrolebinding'].map((kind) => watched(at, 1, kind)))]);
    for (const namespace of [ZERO, ONE]) {
      cluster.scale(namespace, `api-${namespace}`, 5);
      cluster.apply(deploymentManifest('new-one', { namespace }));
    }
    const told = (count: number) => Promise.all([rig, alone].map((at) => at.said.until(() => titles(at).length >= count, `${count} changes`)));
    await told(4);
    await Promise.all([rig, alone].map((at) => at.said.until(() => ends(at).length >= 4, 'the ends of the rollouts')));
    // whose the role is depends on which workloads are known
    cluster.put(ROLES, rules(['get', 'list'], 2));
    await told(5);
    const strip = (list: readonly Change[]) => facts(list.map((c) => ({ ...c, attributes: {} })));
    // as many may be others: topics are read each by itself
    await rig.said.until(() => isDeepStrictEqual(strip(rig.said.changes), strip(alone.said.changes)), 'the same').catch(() => undefined);
    expect(strip(rig.said.changes)).toEqual(strip(alone.said.changes));
    expect(ends(rig)).toHaveLength(4);
    const role = rig.said.changes.find((c) => c.entities.some((entity) => entity.includes('clusterrole/')));
    // of a workload of the other shard's
    expect(role?.entities).toContain(`${ONE}/deployment/api-${ONE}`);

    await rig.said.until(() => new Set(rig.said.services.map((s) => s.source)).size === 2, 'services of both');
    expect(new Set(rig.said.services.map((s) => `${s.source} ${s.workloads[0]?.namespace}`))).toEqual(new Set([`kubernetes/prod-eu ${ZERO}`, `kubernetes/prod-eu/shard-1 ${ONE}`]));
    await rig.said.until(() => new Set(rig.said.coverage.map((c) => c.instance)).size === 2, 'coverage of both');
    expect(new Set(rig.said.coverage.map((c) => c.instance))).toEqual(new Set(['prod-eu', 'prod-eu/shard-1']));
  }, MOST_MS);

  it('become one and two again with all that is known: nothing is invented, nothing is lost', async () => {
    const both = shards();
    await watched(rig, 2);
    await rig.said.until(() => rig.said.services.length >= 2, 'the services');
    await Promise.all(both.map((service) => service.stop()));
    cluster.scale(ONE, `api-${ONE}`, 7);
    const one = collect(rig);
    await rig.said.until(() => rig.said.services.some((s) => s.source.endsWith('/shard-1') && s.removed === true) && rig.said.coverage.some((c) => c.instance.endsWith('/shard-1') && c.gaps.every((gap) => gap.to !== undefined)), 'what shard 1 said to be ended');
    // topics are read each by itself: what was said last may be read first
    await rig.said.until(() => titles(rig).length >= 1, 'what happened meanwhile');
    expect(titles(rig)).toEqual([`api-${ONE} scaled from 50 to 7`]);
    await one.stop();
    cluster.scale(ZERO, `api-${ZERO}`, 8);
    cluster.scale(ONE, `api-${ONE}`, 9);
    shards();
    await rig.said.until(() => titles(rig).length >= 3, 'what happened after');
    await watched(rig, 5);
    expect(titles(rig).sort()).toEqual([`api-${ONE} scaled from 50 to 7`, `api-${ONE} scaled from 7 to 9`, `api-${ZERO} scaled from 50 to 8`].sort());
    for (const change of rig.said.changes) expect(change.detectedBy).toBe('reconcile');
  }, MOST_MS);
});
