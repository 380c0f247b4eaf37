import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { World } from '@culprit/nest';
import { noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { collectorK8s } from './index.js';
import { deploymentManifest } from './testing/deployment.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type ListWatchServer } from './testing/server.js';

let rig: Rig;
let cluster: ListWatchServer;
let folder: string;
const running: { stop(): Promise<void> }[] = [];
beforeEach(async () => {
  rig = await startRig();
  cluster = await startListWatchServer({ token: 'first' });
  cluster.apply(deploymentManifest('rest-api', { replicas: 50 }));
  folder = await mkdtemp(join(tmpdir(), 'culprit-kubeconfig-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  await rig.close();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

const kubeconfig = (token: string): Promise<void> =>
  writeFile(
    join(folder, 'config'),
    `apiVersion: v1
kind: Config
clusters: [{name: one, cluster: {server: "${cluster.url}", insecure-skip-tls-verify: true}}]
users: [{name: me, user: {token: "${token}"}}]
contexts: [{name: ctx, context: {cluster: one, user: me}}]
current-context: ctx
`,
  );

describe('the service as the runner starts it', () => {
  it('has a default and a sentence for every option', () => {
    expect(Object.keys(collectorK8s.config.parse({})).every((name) => name === 'KUBECONFIG' || name === 'ENVIRONMENTS_FILE' || name.startsWith('COLLECTOR_K8S_'))).toBe(true);
    for (const field of Object.values(collectorK8s.config.shape)) expect(field.description).toMatch(/\.$/);
  });

  it('watches by a kubeconfig, reads it again after a 401, and stops for good', async () => {
    await kubeconfig('first');
    const world: Omit<World, 'store'> = { log: rig.log, clock: systemClock, logger: silentLogger, metrics: noMetrics };
    const service = await collectorK8s.start(world as World, collectorK8s.config.parse({ COLLECTOR_K8S_KUBECONFIG: join(folder, 'config'), COLLECTOR_K8S_CLUSTER: 'one', COLLECTOR_K8S_ENVIRONMENT: 'prod' }));
    running.push(service);
    await rig.said.until(() => rig.said.services.length === 1 && cluster.watchers() === 1, 'the service');
    expect(rig.said.services[0]?.environment).toBe('production');

    cluster.rotateToken('second');
    await kubeconfig('second');
    cluster.cut();
    cluster.scale('shop', 'rest-api', 5);
    await rig.said.until(() => rig.said.changes.some((c) => c.title === 'rest-api scaled from 50 to 5'), 'the scale');
    expect(service.readiness()).toEqual({ ready: true, reason: 'Watching 1 objects of cluster one.' });

    await service.stop();
    await rig.said.until(() => cluster.watchers() === 0, 'the end of its watches');
  });

  it('watches several clusters by their contexts, each under its name and in its environment', async () => {
    const other = await startListWatchServer({ token: 'first' });
    other.apply(deploymentManifest('rest-api', { replicas: 3 }));
    await writeFile(
      join(folder, 'config'),
      `apiVersion: v1
kind: Config
clusters: [{name: one, cluster: {server: "${cluster.url}", insecure-skip-tls-verify: true}}, {name: two, cluster: {server: "${other.url}", insecure-skip-tls-verify: true}}]
users: [{name: me, user: {token: first}}]
contexts: [{name: "arn:aws:eks:eu-west-1:1:cluster/a=b", context: {cluster: one, user: me}}, {name: us, context: {cluster: two, user: me}}]
current-context: us
`,
    );
    const config = collectorK8s.config.parse({
      COLLECTOR_K8S_KUBECONFIG: join(folder, 'config'), COLLECTOR_K8S_SERVER: 'http://127.0.0.1:1', COLLECTOR_K8S_CONTEXTS: 'arn:aws:eks:eu-west-1:1:cluster/a=b=prod-eu@prod, us=staging-us@staging', COLLECTOR_K8S_REDACTION_KEY: 'k',
    });
    const world: Omit<World, 'store'> = { log: rig.log, clock: systemClock, logger: silentLogger, metrics: noMetrics };
    const service = await collectorK8s.start(world as World, config);
    running.push(service);
    await rig.said.until(() => rig.said.services.length === 2 && service.readiness().ready, 'both services');
    expect(rig.said.services.map(({ environment, source }) => [source, environment]).sort()).toEqual([['kubernetes/prod-eu', 'production'], ['kubernetes/staging-us', 'staging']]);
    expect(service.readiness().reason).toBe('Watching 1 objects of cluster prod-eu. Watching 1 objects of cluster staging-us.');

    await other.close();
    await rig.said.until(() => !service.readiness().ready, 'that one is away');
    expect(service.readiness().reason).toMatch(/^staging-us: The cluster at .* cannot be watched/);
    cluster.scale('shop', 'rest-api', 5);
    await rig.said.until(() => rig.said.changes.some((c) => c.cluster === 'prod-eu' && c.title === 'rest-api scaled from 50 to 5'), 'the scale of the other');
    await service.stop();
    await rig.said.until(() => cluster.watchers() === 0, 'the end of its watches');
  });

  it.each([['us', 'expected context=cluster'], ['a=one,b=one', 'names two clusters one'], ['=x', 'expected context=cluster']])('refuses the contexts %s in words', (text, says) => {
    expect(() => collectorK8s.config.parse({ COLLECTOR_K8S_CONTEXTS: text })).toThrow(says);
  });
});
