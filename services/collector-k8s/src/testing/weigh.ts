import { setImmediate } from 'node:timers/promises';
import { configmap } from '../kinds/configmap/index.js';
import { deployment } from '../kinds/deployment/index.js';
import { pod as podKind } from '../kinds/pod/index.js';
import { replicaset } from '../kinds/replicaset/index.js';
import type { WatchedKind } from '../kinds/kind.js';
import { REDACTION_RULES, createRedactor } from '../redact/redactor.js';
import { Keeper } from '../keeper.js';
import { Scene } from '../scene.js';
import { whole } from '../shard.js';
import { configMapObject, deploymentObject, podObject, replicaSetObject } from './objects.js';

/** Weighs what the collector keeps of objects, and how fast it reads them; needs `--expose-gc`. Prints one JSON line. */
const used = async (): Promise<number> => {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('run with --expose-gc');
  // what a turn of the loop or a weak reference still holds goes in the next turn
  for (let turn = 0; turn < 4; turn++) {
    await setImmediate();
    gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const redactor = createRedactor('a key for tests');
const clock = { now: () => Date.now() };

const keeperOf = (kind: WatchedKind, scene: Scene): Keeper =>
  new Keeper({ cluster: 'c', environmentOf: () => 'production', kind, shard: whole, streams: ['s'], keyId: redactor.keyId, rules: REDACTION_RULES, managers: new Map(), clock, scene, append: () => Promise.resolve([]), onChange: () => undefined }, { objects: [], unsent: [], positions: [], unreadable: new Set() });

const sceneOf = (): Scene => new Scene({ cluster: 'c', environment: 'production', environmentOf: () => 'production', shard: whole }, 60_000, { services: [], alerts: [] });

/** What is kept of an object of a kind that is told, bytes: by the keeper and across kinds. */
const weigh = async (kind: WatchedKind, of: (n: number) => object, count: number): Promise<number> => {
  const scene = sceneOf();
  const keeper = keeperOf(kind, scene);
  const before = await used();
  for (let n = 0; n < count; n++) {
    const object: unknown = JSON.parse(JSON.stringify({ ...of(n) }).replace('"metadata":{', `"metadata":{"resourceVersion":"${n}",`));
    await keeper.listed([{ seen: kind.project(object, { cluster: 'c', redactor, isKnown: keeper.isKnown }), deleted: false }], undefined);
  }
  scene.board.settle(true);
  scene.board.take(clock.now());
  // who has just spoken is held back for a moment only
  scene.board.take(clock.now() + 60_000);
  const bytes = ((await used()) - before) / count;
  if (keeper.size + scene.lineage.size < count) throw new Error('not all was kept');
  return Math.round(bytes);
};

const weighPods = async (count: number): Promise<{ bytes: number; ratio: number; perSecond: number }> => {
  const scene = sceneOf();
  const keeper = keeperOf(podKind, scene);
  const lines = Array.from({ length: 2000 }, (_, n) => JSON.stringify({ type: 'MODIFIED', object: podObject(n) }));
  const parse = (n: number): { object: unknown } => JSON.parse(lines[n % lines.length] ?? '') as { object: unknown };
  // processor time: others run here too
  const spent = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const watch = async (): Promise<number> => {
    const began = spent();
    for (let n = 0; n < count; n += 10) {
      const batch = Array.from({ length: 10 }, (_, k) => ({ seen: podKind.project(parse(n + k).object), deleted: false }));
      await keeper.live(batch);
    }
    return spent() - began;
  };
  const bare = (): number => {
    const began = spent();
    for (let n = 0; n < count; n++) parse(n);
    return spent() - began;
  };
  bare();
  await watch();
  const before = await used();
  // the best of a few, in turns
  let [alone, ours] = [bare(), await watch()];
  for (let n = 0; n < 4; n++) {
    alone = Math.min(alone, bare());
    ours = Math.min(ours, await watch());
  }
  return { bytes: Math.max(0, (await used()) - before) / count, ratio: alone / ours, perSecond: (count / ours) * 1000 };
};

/** Tables double: of this many they are three quarters full, as they are on the average. */
const FLEET = 6_000;
/** The middle of three: what the process frees or makes besides falls on one. */
const usually = async (kind: WatchedKind, of: (n: number) => object): Promise<number> => {
  const weights = [await weigh(kind, of, FLEET), await weigh(kind, of, FLEET), await weigh(kind, of, FLEET)];
  return weights.sort((a, b) => a - b)[1] ?? Number.NaN;
};

const main = async (): Promise<void> => {
  // what code compiles and keeps once is no object's
  await weigh(deployment, deploymentObject, FLEET);
  const kept = { deployment: await usually(deployment, deploymentObject), replicaset: await usually(replicaset, replicaSetObject), configmap: await usually(configmap, configMapObject) };
  console.log(JSON.stringify({ kept, pods: await weighPods(20_000) }));
};

if (process.argv[1]?.endsWith('weigh.js') === true) await main();
