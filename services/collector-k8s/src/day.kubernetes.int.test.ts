import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Change } from '@culprit/domain';
import { chance, editor, seed, type Edit } from './testing/edits.js';
import { startFaultyProxy, type FaultyProxy } from './testing/faulty-proxy.js';
import { kubeBinaries, startRealCluster, type RealCluster } from './testing/real-kubernetes.js';
import { startRig, type Rig } from './testing/rig.js';

const binaries = kubeBinaries();
if (binaries === undefined) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

const LONG = process.env['CULPRIT_LONG'] === '1';
const [WORKLOADS, EDITS, RELISTS, AWAY, KILLS] = LONG ? [200, 1000, 30, 300, 20] : [20, 120, 4, 30, 3];
const MINUTES = LONG ? 20 : 10;
const RIGHT = 0.98;
const script = join(import.meta.dirname, '../dist/testing/collector-process.js');

const begun = (changes: readonly Change[]): Change[] => [...new Map(changes.filter((c) => !c.title.endsWith('created')).map((c) => [c.id, c])).values()];
const counted = (change: Change): number => Number(change.attributes['collapsed'] ?? 1);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

(binaries === undefined ? describe.skip : describe)('a day on a real control plane', () => {
  let cluster: RealCluster;
  let proxy: FaultyProxy;
  let rig: Rig;
  const names = Array.from({ length: WORKLOADS }, (_, n) => `app-${n}`);
  /** One that a real autoscaler sees to, and one that is moved as if by one. */
  const [autoscaled, moved] = ['autoscaled', 'moved'];
  let moves = 0;
  const edits: Edit[] = [];
  const random = chance(7);
  // the same hand all day: an edit to what is so already would be none
  let hand: ReturnType<typeof editor>;
  const kubeconfig = () => join(cluster.folder, 'collector.kubeconfig');
  const settings = () => ({ COLLECTOR_K8S_KUBECONFIG: kubeconfig(), COLLECTOR_K8S_CLUSTER: 'local', COLLECTOR_K8S_RELIST_SECONDS: '1' });

  const entities = () => [...new Set(edits.map(({ entity }) => entity))];
  const made = (entity: string) => edits.filter((e) => e.entity === entity).length;
  // read once and kept by entity: asked over and over, in the process that the collector needs too
  const heard = new Map<string, Map<string, Change>>();
  let read = 0;
  const changesOf = (entity: string): Change[] => {
    for (; read < rig.said.changes.length; read++) {
      const change = rig.said.changes[read] as Change;
      if (change.title.endsWith('created')) continue;
      const key = change.entities[0] ?? '';
      heard.set(key, (heard.get(key) ?? new Map<string, Change>()).set(change.id, change));
    }
    return [...(heard.get(entity)?.values() ?? [])];
  };
  const told = (entity: string) => sum(changesOf(entity).map(counted));
  /** Whether a value was told. All but replicas are given once; of those there were two at first. */
  const wasTold = (entity: string, path: string, after: unknown): boolean =>
    (path === 'spec.replicas' && after === 2) || changesOf(entity).some((c) => c.diff.some((d) => d.path === path && d.after === after));
  const isLast = (entity: string): boolean => [...new Map(edits.filter((e) => e.entity === entity).map((e) => [e.path, e.after]))].every(([path, after]) => wasTold(entity, path, after));
  /** What has no generation cannot say how often it was written while nobody looked. */
  const isCounted = (entity: string): boolean => entity.includes('/deployment/');
  const isOpen = (entity: string, all: boolean): boolean => ((all || isCounted(entity)) && told(entity) < made(entity)) || !isLast(entity);
  const caughtUp = (all: boolean) => rig.said.until(() => !entities().some((entity) => isOpen(entity, all)), 'every edit', LONG ? 180_000 : 90_000).catch(() => undefined);
  const faults = (all: boolean) =>
    entities().flatMap((entity) => {
      const wrong = ((all || isCounted(entity)) && told(entity) !== made(entity)) || !isLast(entity);
      return wrong ? [`${entity}: ${made(entity)} made, ${told(entity)} told: ${changesOf(entity).map((c) => `${c.title} ${JSON.stringify(c.attributes)}`).join('; ')}`] : [];
    });
  const scalings = (name: string) => changesOf(`shop/deployment/${name}`).filter((c) => c.kind === 'scaling');
  const movesTold = () => sum(scalings(moved).map((c) => Number(c.attributes['moves'] ?? 1)));
  const lists = (kind: string) => rig.lines.filter((line) => line.message === 'Listed the cluster.' && line.fields?.['kind'] === kind).length;

  beforeAll(async () => {
    rig = await startRig();
    cluster = await startRealCluster(binaries ?? '');
    proxy = await startFaultyProxy(cluster);
    await writeFile(kubeconfig(), JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': 'c', contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: proxy.url, 'certificate-authority': join(cluster.folder, 'certs', 'apiserver.crt') } }], users: [{ name: 'u', user: { token: 'admin-token' } }],
    }));
    await cluster.kubectl('create', 'namespace', 'shop');
    for (const name of [...names, autoscaled, moved]) await seed(cluster, name);
    await cluster.kubectl('-n', 'shop', 'autoscale', 'deployment', autoscaled, '--min=2', '--max=9');
    hand = editor(cluster, names, random);
    await cluster.kubectl('-n', 'shop', 'rollout', 'status', `deployment/${moved}`, '--timeout=180s');
  }, 480_000);
  afterAll(async () => {
    await rig?.close();
    await proxy?.close();
    await cluster?.stop();
  }, 60_000);

  it('tells the edits that were made: none missing, none invented, by whom and of which service', async () => {
    const service = rig.collect(settings());
    await rig.said.until(() => rig.said.services.length >= WORKLOADS + 2, 'the first list', 60_000);
    // what rolled out before we came is told as found, and nothing else
    expect(rig.said.changes.filter((c) => c.detectedBy === 'live' && c.namespace === 'shop')).toEqual([]);
    let relists = 0;
    for (let n = 0; n < EDITS; n++) {
      edits.push(await hand.edit());
      const dice = random();
      if (dice < 0.3) await hand.noise();
      if (dice > 0.95) edits.push(await hand.limits(autoscaled));
      if (dice > 0.9) moves += await hand.move(moved).then(() => 1);
      if (n % Math.floor(EDITS / RELISTS) !== 0) continue;
      // everything is listed anew, and compared, while edits go on
      await rig.said.until(() => lists('configmap') > relists && lists('deployment') > relists, `list ${relists}`, 60_000);
      relists++;
      proxy.reset();
    }
    await caughtUp(true);
    // what autoscalers do is no edit: the real one comes to it in its own time
    await rig.said.until(() => scalings(autoscaled).length > 0 && movesTold() >= moves, 'what autoscalers do', 90_000);
    await rig.said.until(() => Math.min(...['configmap', 'deployment'].map(lists)) > RELISTS, 'the lists', 60_000);
    await service.stop();

    expect(faults(true)).toEqual([]);
    const known = new Set([...entities(), ...[autoscaled, moved].map((name) => `shop/deployment/${name}`)]);
    expect(begun(rig.said.changes).filter((c) => c.namespace === 'shop' && c.detectedBy === 'live' && !known.has(c.entities[0] ?? '')).map((c) => c.title)).toEqual([]);

    // what autoscalers do is theirs, and one change an episode
    for (const name of [autoscaled, moved]) {
      const changes = scalings(name);
      expect([changes.length, ...new Set(changes.map((c) => c.actor?.kind))]).toEqual([1, 'autoscaler']);
    }
    expect(movesTold()).toBe(moves);

    // each edit by itself: whose hand, and whose service
    const single = edits.flatMap((e) => {
      const change = changesOf(e.entity).find((c) => counted(c) === 1 && c.diff.some((d) => d.path === e.path && d.after === e.after));
      return change === undefined ? [] : [{ edit: e, change }];
    });
    const wrong = single.filter(({ edit: e, change }) => change.actor?.kind !== e.actor).map(({ edit: e, change }) => `${change.title} by ${e.actor}, told ${change.actor?.kind} ${change.actor?.name}`);
    const placed = single.filter(({ edit: e, change }) => change.entities.includes(e.entity.replace(/\/(configmap|horizontalpodautoscaler)\//, '/deployment/'))).length;
    console.log(`a day: ${edits.length} edits, ${RELISTS} forced lists, ${moves} moves; told by itself ${single.length}, actor right ${single.length - wrong.length}, service right ${placed}${wrong.length === 0 ? '' : `; wrong: ${wrong.join('; ')}`}`);
    expect(single.length).toBeGreaterThan(EDITS * 0.6);
    expect([(single.length - wrong.length) / single.length >= RIGHT, wrong]).toEqual([true, expect.anything()]);
    expect(placed / single.length).toBeGreaterThanOrEqual(RIGHT);
  }, MINUTES * 60_000);

  it('is killed again and again as a process, and is down for long: what changed is found, and nothing twice', async () => {
    const [before, editedBefore] = [rig.said.changes.length, edits.length];
    const start = (): ChildProcess => spawn(process.execPath, ['--no-warnings', script, rig.path, JSON.stringify({ ...rig.settings, ...settings() }), JSON.stringify(rig.pace)], { env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'ignore', 'inherit'] });
    const kill = async (child: ChildProcess): Promise<void> => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    };
    for (let n = 0; n < KILLS; n++) {
      const child = start();
      // anywhere between its first line and its watching
      const until = Date.now() + 500 + random() * 6000;
      while (Date.now() < until) {
        edits.push(await hand.edit());
        await sleep(random() * 200);
      }
      await kill(child);
    }
    const during = edits.length - editedBefore;
    for (let n = 0; n < AWAY; n++) edits.push(await hand.edit());
    const last = start();
    try {
      await caughtUp(false);
      expect(faults(false)).toEqual([]);
      expect(rig.said.changes.length).toBeGreaterThan(before);
      const collapsed = entities().flatMap(changesOf).map(counted).filter((count) => count > 1);
      console.log(`killed ${KILLS} times during ${during} edits, then down for ${AWAY}: all told; ${collapsed.length} changes stand for ${sum(collapsed)}`);
      await rig.said.until(() => rig.said.coverage.some(({ gaps }) => gaps.some((gap) => gap.reason === 'The collector was not running.' && gap.to !== undefined)), 'the gaps', 60_000);
    } finally {
      await kill(last);
    }
  }, MINUTES * 60_000);
});
