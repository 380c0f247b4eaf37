import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { canaries, formsOf, plant, plantedKinds, plantedSettings } from './testing/canaries.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type ListWatchServer } from './testing/server.js';

let rig: Rig;
let cluster: ListWatchServer;
beforeEach(async () => {
  rig = await startRig();
  cluster = await startListWatchServer();
});
afterEach(async () => {
  await rig.close();
  await cluster.close();
});

it('no planted secret leaves, whole, in part or encoded: not to the log, not to what people read', async () => {
  plant(cluster, 0);
  rig.collect({ COLLECTOR_K8S_SERVER: cluster.url, ...plantedSettings });
  await rig.said.until(() => rig.said.services.length >= canaries.length && rig.said.alerts.length >= canaries.length, 'the first list');
  const before = rig.said.changes.length;
  plant(cluster, 1);
  await rig.said.until(() => plantedKinds.every((kind) => canaries.every((_, index) => rig.said.changes.slice(before).some((c) => c.entities.includes(`shop/${kind}/app-${index}`)))), 'a change of everything');
  cluster.delete('shop', 'app-0');
  await rig.said.until(() => rig.said.changes.some((c) => c.title === 'Deployment app-0 deleted'), 'the deletion');

  const out = [...rig.said.raw, ...rig.lines.map((line) => JSON.stringify(line))].join('\n');
  expect(rig.lines.some((line) => line.message.startsWith('An object is not what its kind promises'))).toBe(true);
  for (const canary of canaries) for (const form of formsOf(canary)) expect([form, out.includes(form)]).toEqual([form, false]);
  // and yet it is seen that it changed, and where
  expect(rig.said.changes.find((c) => c.entities[0] === 'shop/configmap/app-0')?.diff).toEqual(expect.arrayContaining([{ path: 'data[app.yaml].password', redacted: true }, { path: 'data[password]', redacted: true }]));
});
