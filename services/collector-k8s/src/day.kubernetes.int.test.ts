import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Change } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import { chance, editor, seed, type Edit } from './testing/edits.js';
import { kubeBinaries, startRealCluster, type RealCluster } from './testing/real-kubernetes.js';
import { startRig, type Rig } from './testing/rig.js';

const binaries = kubeBinaries();
if (binaries === undefined) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

const LONG = process.env['CULPRIT_LONG'] === '1';
const [WORKLOADS, EDITS, AWAY, KILLS] = LONG ? [200, 1000, 300, 20] : [20, 120, 40, 4];
const MINUTES = LONG ? 20 : 4;

const bound = (log: EventLog): EventLog => ({
  ensureTopics: (specs) => log.ensureTopics(specs), append: (records) => log.append(records), consume: (options, on) => log.consume(options, on), read: (options, on) => log.read(options, on),
  ends: (topic) => log.ends(topic), beginnings: (topic) => log.beginnings(topic), offsetsAt: (topic, time) => log.offsetsAt(topic, time), committed: (group, topic) => log.committed(group, topic),
  forget: (group) => log.forget(group), ping: () => log.ping(), close: () => log.close(),
});

/** A log that from one moment on takes nothing any more: whoever writes to it has died there, wherever it was. */
const mortal = (log: EventLog): { log: EventLog; die(): void } => {
  let dead = false;
  return { log: { ...bound(log), append: (records) => (dead ? Promise.reject(new Error('the process died here')) : log.append(records)) }, die: () => void (dead = true) };
};

const begun = (changes: readonly Change[]): Change[] => [...new Map(changes.filter((c) => !c.title.endsWith('created')).map((c) => [c.id, c])).values()];
const counted = (change: Change): number => Number(change.attributes['collapsed'] ?? 1);
const of = (entity: string) => (change: Change): boolean => change.entities[0] === entity;

(binaries === undefined ? describe.skip : describe)('a day on a real control plane', () => {
  let cluster: RealCluster;
  let rig: Rig;
  const names = Array.from({ length: WORKLOADS }, (_, n) => `app-${n}`);
  const edits: Edit[] = [];
  const random = chance(7);
  // the same hand all day: an edit to what is so already would be none
  let edit: () => Promise<Edit>;
  let noise: () => Promise<void>;
  const settings = () => ({ COLLECTOR_K8S_KUBECONFIG: cluster.kubeconfig, COLLECTOR_K8S_CLUSTER: 'local', COLLECTOR_K8S_RELIST_SECONDS: '1' });
  // a watch of a few seconds, and everything listed anew after each: the whole day is a proof
  const pace = { watchSeconds: LONG ? ([8, 12] as const) : ([3, 4] as const) };
  const entities = () => [...new Set(edits.map(({ entity }) => entity))];
  /** How many edits of each object are told, of how many. */
  const open = () => entities().filter((entity) => told(entity) < edits.filter((e) => e.entity === entity).length || !isLast(entity));
  const changesOf = (entity: string) => begun(rig.said.changes).filter(of(entity));
  const told = (entity: string): number => (entity.includes('/configmap/') ? Number.POSITIVE_INFINITY : changesOf(entity).reduce((sum, c) => sum + counted(c), 0));
  /** Whether a value was told. All but replicas are given once; of those there were two at first. */
  const wasTold = (entity: string, path: string, after: unknown): boolean =>
    (path === 'spec.replicas' && after === 2) || changesOf(entity).some((c) => c.diff.some((d) => d.path === path && d.after === after));
  const isLast = (entity: string): boolean => {
    const last = new Map(edits.filter((e) => e.entity === entity).map((e) => [e.path, e.after]));
    return [...last].every(([path, after]) => wasTold(entity, path, after));
  };
  const caughtUp = () => rig.said.until(() => open().length === 0, 'every edit', LONG ? 180_000 : 60_000).catch(() => undefined);

  beforeAll(async () => {
    rig = await startRig();
    cluster = await startRealCluster(binaries ?? '');
    await cluster.kubectl('create', 'namespace', 'shop');
    for (const name of names) await seed(cluster, name);
    ({ edit, noise } = editor(cluster, names, random));
    await cluster.kubectl('-n', 'shop', 'rollout', 'status', `deployment/${names.at(-1)}`, '--timeout=60s');
  }, 240_000);
  afterAll(async () => {
    await rig?.close();
    await cluster?.stop();
  }, 60_000);

  it('tells the edits that were made: none missing, none invented, by whom and of which service', async () => {
    const service = rig.collect(settings(), pace);
    await rig.said.until(() => rig.said.services.length >= WORKLOADS, 'the first list', 60_000);
    // what rolled out before we came is told as found, and nothing else
    expect(rig.said.changes.filter((c) => c.detectedBy === 'live' && c.namespace === 'shop')).toEqual([]);
    for (let n = 0; n < EDITS; n++) {
      edits.push(await edit());
      if (random() < 0.3) await noise();
    }
    await caughtUp();
    await service.stop();

    const faults = entities().flatMap((entity) => {
      const [made, changes] = [edits.filter((e) => e.entity === entity).length, changesOf(entity)];
      const sum = changes.reduce((total, c) => total + counted(c), 0);
      return sum === made && isLast(entity) ? [] : [`${entity}: ${made} made, ${sum} told: ${changes.map((c) => c.title).join('; ')}`];
    });
    expect(faults).toEqual([]);
    const known = new Set(entities());
    expect(begun(rig.said.changes).filter((c) => c.namespace === 'shop' && !known.has(c.entities[0] ?? '')).map((c) => c.title)).toEqual([]);

    // each edit by itself: whose hand, and whose service
    const single = edits.flatMap((e) => {
      const change = changesOf(e.entity).find((c) => counted(c) === 1 && c.diff.some((d) => d.path === e.path && d.after === e.after));
      return change === undefined ? [] : [{ edit: e, change }];
    });
    const wrong = single.filter(({ edit: e, change }) => change.actor?.kind !== e.actor).map(({ edit: e, change }) => `${change.title} by ${e.actor}, told ${change.actor?.kind} ${change.actor?.name}`);
    const placed = single.filter(({ edit: e, change }) => change.entities.includes(e.entity.replace('/configmap/', '/deployment/'))).length;
    expect(single.length).toBeGreaterThan(EDITS * 0.6);
    expect(wrong.slice(Math.floor(single.length * 0.02))).toEqual([]);
    expect(placed / single.length).toBeGreaterThanOrEqual(0.98);
  }, MINUTES * 60_000);

  it('dies again and again, and is away for long: what changed is found, and nothing twice', async () => {
    const before = rig.said.changes.length;
    for (let n = 0; n < KILLS; n++) {
      const { log, die } = mortal(rig.log);
      const service = rig.collect(settings(), pace, log);
      const alive = Math.ceil(random() * 12);
      for (let e = 0; e < alive; e++) edits.push(await edit());
      await new Promise((resolve) => setTimeout(resolve, random() * 1500));
      die();
      await service.stop();
    }
    for (let n = 0; n < AWAY; n++) edits.push(await edit());
    rig.collect(settings(), pace);
    await caughtUp();
    const faults = entities().filter((entity) => !entity.includes('/configmap/')).flatMap((entity) => {
      const [made, sum] = [edits.filter((e) => e.entity === entity).length, told(entity)];
      return sum === made && isLast(entity) ? [] : [`${entity}: ${made} made, ${sum} told: ${changesOf(entity).map((c) => `${c.title} ${JSON.stringify(c.attributes)}`).join('; ')}`];
    });
    expect(faults).toEqual([]);
    expect([entities().filter((entity) => !isLast(entity)), rig.lines.slice(-40).map((line) => line.message)]).toEqual([[], expect.anything()]);
    expect(rig.said.changes.length).toBeGreaterThan(before);
    await rig.said.until(() => rig.said.coverage.some(({ gaps }) => gaps.some((gap) => gap.reason === 'The collector was not running.' && gap.to !== undefined)), 'the gaps');
  }, MINUTES * 60_000);
});
