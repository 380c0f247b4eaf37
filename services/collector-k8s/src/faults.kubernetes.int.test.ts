import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '@culprit/nest';
import { startFaultyProxy, type FaultyProxy } from './testing/faulty-proxy.js';
import { kubeBinaries, startRealCluster, type RealCluster } from './testing/real-kubernetes.js';
import { startRig, type Rig } from './testing/rig.js';

const binaries = kubeBinaries();
if (binaries === undefined) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

/** So long a stream may take to go on once it can. */
const RESUMES_MS = 10_000;
const OBJECTS = 8;
const MERGE = 'application/merge-patch+json';

(binaries === undefined ? describe.skip : describe)('between the collector and a real API server', () => {
  let cluster: RealCluster;
  let rig: Rig;
  let proxy: FaultyProxy;
  let service: RunningService | undefined;
  let turn = 0;
  const kubeconfig = () => join(cluster.folder, 'collector.kubeconfig');
  const accessWith = (token: string) =>
    writeFile(
      kubeconfig(),
      JSON.stringify({
        apiVersion: 'v1', kind: 'Config', 'current-context': 'c', contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: proxy.url, 'certificate-authority': join(cluster.folder, 'certs', 'apiserver.crt') } }], users: [{ name: 'u', user: { token } }],
      }),
    );

  const names = Array.from({ length: OBJECTS }, (_, n) => `app-${n}`);
  /** An edit of every object; each is told by its own value. */
  const editAll = async (): Promise<number> => {
    turn++;
    for (const name of names) await cluster.request('PATCH', `/api/v1/namespaces/shop/configmaps/${name}?fieldManager=kubectl-edit`, { data: { round: String(turn) } }, MERGE);
    return turn;
  };
  const told = (round: number) => names.filter((name) => rig.said.changes.some((c) => c.entities[0] === `shop/configmap/${name}` && c.diff.some((d) => d.after === String(round))));
  const allTold = (round: number) => rig.said.until(() => told(round).length === OBJECTS, `round ${round}; told were ${told(round).join()}`, RESUMES_MS);

  const collect = async (settings: Readonly<Record<string, string>> = {}) => {
    const lists = rig.lines.length;
    service = rig.collect({ COLLECTOR_K8S_KUBECONFIG: kubeconfig(), COLLECTOR_K8S_CLUSTER: 'local', COLLECTOR_K8S_KINDS: 'configmap', ...settings });
    await rig.said.until(() => rig.lines.slice(lists).some((line) => line.message === 'Listed the cluster.') && proxy.watches() > 0, 'the first list', 90_000);
    await allTold(await editAll());
  };
  /** What happens while nothing is seen is told soon, once each, and the time is recorded as a gap with a reason. */
  const blindWhile = async (fault: () => Promise<void> | void, reason: RegExp, edits: 'after' | 'before' = 'after') => {
    const [from, before] = [new Date().toISOString(), rig.said.changes.length];
    if (edits === 'before') await fault();
    const editing = editAll();
    if (edits === 'after') await fault();
    const round = await editing;
    const began = Date.now();
    await allTold(round);
    const took = Date.now() - began;
    const gap = () => rig.said.coverage.at(-1)?.gaps.find((each) => reason.test(each.reason) && each.to !== undefined && each.to >= from);
    await rig.said.until(() => gap() !== undefined, `the gap: ${JSON.stringify(rig.said.coverage.at(-1)?.gaps)}`);
    const ids = rig.said.changes.slice(before).map((c) => c.id);
    expect(took).toBeLessThan(RESUMES_MS);
    expect(ids.length).toBe(new Set(ids).size);
    // the stream goes on as if nothing had been
    await allTold(await editAll());
    return took;
  };

  beforeAll(async () => {
    rig = await startRig();
    cluster = await startRealCluster(binaries ?? '');
    proxy = await startFaultyProxy(cluster);
    await accessWith('admin-token');
    await cluster.kubectl('create', 'namespace', 'shop');
    for (const name of names) await cluster.request('POST', '/api/v1/namespaces/shop/configmaps', { metadata: { name }, data: { round: '0' } });
  }, 480_000);
  afterEach(() => service?.stop());
  afterAll(async () => {
    await rig?.close();
    await proxy?.close();
    await cluster?.stop();
  }, 30_000);

  it('a reset loses nothing', async () => {
    await collect();
    await blindWhile(() => proxy.reset(), /cannot be watched/, 'before');
    await blindWhile(() => proxy.reset(), /cannot be watched/);
  }, 180_000);

  it('a server that answers 500 for a while loses nothing', async () => {
    await collect();
    await blindWhile(() => {
      proxy.respond(500, 4);
      proxy.reset();
    }, /500/, 'before');
    expect(proxy.answered(500)).toBe(4);
  }, 180_000);

  it('a version that is too old loses nothing', async () => {
    await collect();
    await blindWhile(() => proxy.expire(), /410/);
    await blindWhile(() => {
      // what happens before the next list is in none of the streams
      proxy.respond(500, 3);
      proxy.expire();
    }, /500/, 'before');
  }, 180_000);

  it('a stream that falls silent loses nothing', async () => {
    await collect({ COLLECTOR_K8S_SILENT_SECONDS: '4' });
    await blindWhile(() => proxy.stall(), /silent/, 'before');
  }, 180_000);

  it('a line that is cut short loses nothing', async () => {
    await collect();
    await blindWhile(() => proxy.truncate(), /within a line/, 'before');
  }, 180_000);

  it('a token that is rotated loses nothing once the new one is there', async () => {
    const token = async () => (await cluster.kubectl('-n', 'kube-system', 'create', 'token', 'collector', '--duration=1h')).trim();
    const account = () => cluster.kubectl('-n', 'kube-system', 'create', 'serviceaccount', 'collector');
    await account();
    await cluster.kubectl('create', 'clusterrolebinding', 'collector', '--clusterrole=cluster-admin', '--serviceaccount=kube-system:collector');
    await accessWith(await token());
    await collect();
    await blindWhile(async () => {
      // the token of an account that is gone is no good any more, as soon as the API server has forgotten that it was
      await cluster.kubectl('-n', 'kube-system', 'delete', 'serviceaccount', 'collector');
      const before = proxy.answered(401);
      const answers = () => proxy.answered(401) + proxy.answered(200);
      while (proxy.answered(401) === before) {
        const sofar = answers();
        proxy.reset();
        await rig.said.until(() => answers() > sofar, 'an answer', 60_000);
        await sleep(200);
      }
      await editAll();
      await account();
      await accessWith(await token());
    }, /401/, 'before');
  }, 240_000);
});
