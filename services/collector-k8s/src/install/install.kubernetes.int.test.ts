import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { choose } from '../choose.js';
import { Config } from '../config.js';
import { kubeBinaries, startRealCluster, type RealCluster } from '../testing/real-kubernetes.js';
import { startRig, type Rig } from '../testing/rig.js';
import { manifestYaml } from './manifest.js';

const binaries = kubeBinaries();
if (binaries === undefined) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

const settings = { COLLECTOR_K8S_CLUSTER: 'prod-eu', COLLECTOR_K8S_ENVIRONMENT: 'production' };
const yaml = manifestYaml({ namespace: 'culprit', shards: 2, standby: 1, image: 'ghcr.io/acme/culprit:1', settings, environment: { EVENT_LOG: 'remote', REMOTE_LOG_URL: 'https://culprit.example' }, secrets: { REMOTE_LOG_TOKEN: 'remote-token' }, secretName: 'culprit-collector' });

(binaries === undefined ? describe.skip : describe)('a collector as it is installed, on a real control plane', () => {
  let cluster: RealCluster;
  let rig: Rig;
  let folder: string;

  const apply = async (text: string): Promise<string> => {
    const kubectl = spawn(join(binaries ?? '', 'kubectl'), ['--kubeconfig', cluster.kubeconfig, 'apply', '-f', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [kubectl.stdout, kubectl.stderr]) stream.on('data', (chunk: Buffer) => void (said += chunk.toString('utf8')));
    kubectl.stdin.end(text);
    const [code] = (await once(kubectl, 'close')) as [number];
    if (code !== 0) throw new Error(said);
    return said;
  };

  /** A kubeconfig with a token of the ServiceAccount in the admin's place. */
  const asServiceAccount = async (): Promise<string> => {
    const token = (await cluster.kubectl('-n', 'culprit', 'create', 'token', 'culprit-collector', '--duration=1h')).trim();
    const file = join(folder, 'kubeconfig');
    await writeFile(file, (await readFile(cluster.kubeconfig, 'utf8')).replace('admin-token', token));
    return file;
  };

  beforeAll(async () => {
    rig = await startRig();
    folder = await mkdtemp(join(tmpdir(), 'culprit-install-'));
    cluster = await startRealCluster(binaries ?? '');
    await apply(yaml);
    await cluster.kubectl('create', 'namespace', 'shop');
    await cluster.kubectl('-n', 'shop', 'create', 'deployment', 'rest-api', '--image=ghcr.io/acme/rest-api:411', '--replicas=3');
    await cluster.kubectl('-n', 'shop', 'create', 'configmap', 'rest-api', '--from-literal=LOG_LEVEL=info');
  }, 480_000);
  afterAll(async () => {
    await rig?.close();
    await cluster?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }, 30_000);

  it('is applied as it is printed, again without a change, and its pod is let in', async () => {
    expect((await apply(yaml)).trim().split('\n').filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
    await cluster.kubectl('-n', 'culprit', 'create', 'secret', 'generic', 'culprit-collector', '--from-literal=remote-token=t');
    await cluster.kubectl('label', 'namespace', 'culprit', 'pod-security.kubernetes.io/enforce=restricted');
    await cluster.kubectl('-n', 'culprit', 'rollout', 'restart', 'deployment/culprit-collector-0', 'deployment/culprit-collector-1');
    for (const shard of [0, 1]) await cluster.kubectl('-n', 'culprit', 'rollout', 'status', `deployment/culprit-collector-${shard}`, '--timeout=180s');
  }, 400_000);

  it('sees every kind with its own token; a permission that is taken away is one line and a gap, and given back it goes on', async () => {
    const may = (verb: string, what: string) => cluster.kubectl('auth', 'can-i', verb, what, '--as=system:serviceaccount:culprit:culprit-collector', '-n', 'culprit').catch((error: { stdout?: string }) => error.stdout ?? '');
    for (const verb of ['get', 'create', 'update']) expect((await may(verb, 'leases.coordination.k8s.io')).trim()).toBe('yes');
    for (const [verb, what] of [['delete', 'leases.coordination.k8s.io'], ['list', 'secrets'], ['create', 'pods']] as const) expect((await may(verb, what)).trim()).toBe('no');

    const service = rig.collect({ ...settings, COLLECTOR_K8S_KUBECONFIG: await asServiceAccount(), COLLECTOR_K8S_COVERAGE_SECONDS: '1' }, { watchSeconds: [2, 3], absentMs: 500 });
    const listed = () => rig.lines.filter(({ message }) => message === 'Listed the cluster.' || message.startsWith('The cluster does not have this kind')).map(({ fields }) => fields?.['kind']);
    const kinds = choose(Config.parse({})).map(({ name }) => name);
    await rig.said.until(() => new Set(listed()).size === kinds.length, 'every kind', 120_000);
    expect([...new Set(listed())].sort()).toEqual([...kinds].sort());
    expect(rig.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
    expect(service.readiness().ready).toBe(true);

    const role = JSON.parse(await cluster.kubectl('get', 'clusterrole', 'culprit-collector', '-o', 'json')) as { rules: { resources: string[] }[] };
    const without = role.rules.map((rule) => ({ ...rule, resources: rule.resources.filter((resource) => resource !== 'configmaps') }));
    const allow = (rules: unknown) => cluster.kubectl('patch', 'clusterrole', 'culprit-collector', '--type=merge', '-p', JSON.stringify({ rules }));
    await allow(without);
    const missing = 'Permission is missing: the collector may not list and watch configmaps (403).';
    const gap = () => rig.said.coverage.at(-1)?.gaps.find(({ reason }) => reason === missing);
    await rig.said.until(() => gap() !== undefined, 'the gap', 90_000);
    await cluster.kubectl('-n', 'shop', 'patch', 'configmap', 'rest-api', '-p', '{"data":{"LOG_LEVEL":"debug"}}');
    await cluster.kubectl('-n', 'shop', 'scale', 'deployment/rest-api', '--replicas=5');
    await rig.said.until(() => rig.said.changes.some(({ title }) => title === 'rest-api scaled from 3 to 5'), 'what may still be seen', 90_000);
    expect(rig.lines.filter(({ level }) => level === 'warn' || level === 'error').map(({ message }) => message)).toEqual([missing]);
    expect(service.readiness().ready).toBe(true);
    expect(gap()?.to).toBeUndefined();

    await allow(role.rules);
    const config = () => rig.said.changes.find(({ kind, diff }) => kind === 'config' && diff.some(({ path }) => path.includes('LOG_LEVEL')));
    await rig.said.until(() => config() !== undefined && gap()?.to !== undefined, 'what was missed', 90_000);
    expect(config()?.detectedBy).toBeDefined();
    expect(rig.lines.filter(({ level }) => level === 'error')).toEqual([]);
  }, 480_000);
});
