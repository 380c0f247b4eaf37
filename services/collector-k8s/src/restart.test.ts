import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import { deploymentManifest } from './testing/deployment.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type ListWatchServer } from './testing/server.js';

let rig: Rig;
let cluster: ListWatchServer;
const collect = (settings: Readonly<Record<string, string>> = {}, log?: EventLog) => rig.collect({ COLLECTOR_K8S_SERVER: cluster.url, ...settings }, {}, log);
const titles = () => rig.said.changes.filter((c) => c.phase === 'started').map((c) => c.title);
const ids = () => new Set(rig.said.changes.map((c) => c.id));
const listed = (times: number) => rig.said.until(() => new Set(rig.said.coverage.map((c) => c.lastReconciledAt)).size > times - 1 && cluster.watchers() > 0 && rig.lines.filter((l) => l.message === 'Listed the cluster.').length >= times, `list ${times}`);

beforeEach(async () => {
  rig = await startRig();
  cluster = await startListWatchServer();
  for (const name of ['rest-api', 'mailer', 'data-processor']) cluster.apply(deploymentManifest(name, { replicas: 50, env: { DB_PASSWORD: `Hx9kQ2vLm-${name}` } }), { time: '2026-01-15T00:00:00Z' });
});
afterEach(async () => {
  await rig.close();
  await cluster.close();
});

describe('a collector that starts again', () => {
  it('finds what happened meanwhile, at the time that the cluster says, else between when', async () => {
    const first = collect();
    await listed(1);
    await first.stop();
    cluster.scale('shop', 'rest-api', 5);
    cluster.delete('shop', 'mailer');
    cluster.apply(deploymentManifest('new-one'));
    cluster.apply(deploymentManifest('data-processor', { replicas: 50, env: { DB_PASSWORD: 'Other4Zsecret-x' } }));
    collect();
    await rig.said.until(() => rig.said.services.some((s) => s.name === 'mailer' && s.removed === true) && titles().length >= 3, 'the end of mailer and the changes');
    expect(titles().sort()).toEqual(['Deploy data-processor: containers[data-processor].env[DB_PASSWORD] changed', 'Deployment new-one created', 'rest-api scaled from 50 to 5']);
    for (const change of rig.said.changes) {
      expect(change.detectedBy).toBe('reconcile');
      expect([change.title, typeof change.occurredAfter]).toEqual([change.title, change.title.endsWith(' deleted') ? 'string' : 'undefined']);
    }
    await rig.said.until(() => rig.said.coverage.at(-1)?.gaps.some((gap) => gap.reason === 'The collector was not running.' && gap.to !== undefined) === true, 'the gap');
  });

  it('tells nothing when nothing happened, whatever its key', async () => {
    const first = collect();
    await listed(1);
    await first.stop();
    const second = collect({ COLLECTOR_K8S_REDACTION_KEY: 'another' });
    await listed(2);
    await second.stop();
    collect();
    await listed(3);
    expect(rig.said.changes).toEqual([]);
  });

  /** A process that dies between the state record and the change. */
  const dies = async (): Promise<void> => {
    const first = collect({}, broken());
    await listed(1);
    cluster.scale('shop', 'rest-api', 5);
    await rig.said.until(() => rig.said.raw.some((text) => text.includes('scaled from 50 to 5')), 'the state record');
    expect(rig.said.changes).toEqual([]);
    await first.stop();
  };

  it('appends again what a crash kept from the log', async () => {
    await dies();
    collect();
    await rig.said.until(() => titles().includes('rest-api scaled from 50 to 5'), 'the change');
    expect(rig.said.changes[0]?.detectedBy).toBe('live');
  });

  it('leaves nothing behind that would run on when it is stopped before it could append that', async () => {
    await dies();
    // once the cluster has seen the watches end: it keeps a timer for each
    const timers = async (): Promise<number> => {
      while (cluster.watchers() > 0) await new Promise((resolve) => setImmediate(resolve));
      return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    };
    const before = await timers();
    const second = collect({}, broken());
    await rig.said.until(() => rig.lines.filter(({ message }) => message.startsWith('The event log takes no changes')).length >= 2, 'its waiting for the log');
    await second.stop();
    expect(await timers()).toBeLessThanOrEqual(before);
  });

  it('gives an object that is older than what is known no change: an old view, or a story told again', async () => {
    const first = collect();
    await listed(1);
    const { metadata } = cluster.get('shop', 'rest-api') ?? { metadata: { uid: '' } };
    cluster.scale('shop', 'rest-api', 5, { time: '2026-01-15T09:59:00Z' });
    await rig.said.until(() => rig.said.changes.length === 2, 'the scale and its end');
    await first.stop();
    await cluster.close();

    cluster = await startListWatchServer();
    cluster.apply(deploymentManifest('rest-api', { uid: metadata.uid, replicas: 50, env: { DB_PASSWORD: 'Hx9kQ2vLm-rest-api' } }), { time: '2026-01-15T00:00:00Z' });
    const before = ids();
    collect();
    await listed(2);
    cluster.scale('shop', 'rest-api', 5, { time: '2026-01-15T09:59:00Z' });
    await rig.said.until(() => rig.said.services.at(-1)?.name === 'rest-api' && rig.said.services.at(-1)?.workloads[0]?.desired === 5, 'the second telling');
    expect([...ids()].filter((id) => !before.has(id) && !rig.said.changes.find((c) => c.id === id)?.title.endsWith('deleted'))).toEqual([]);
  });
});

/** The rig's log, which takes no changes. */
const broken = (): EventLog => ({
  ...methods(rig.log),
  append: (records) => (records.some((r) => r.topic === topics.changes.name) ? Promise.reject(new Error('the process died here')) : rig.log.append(records)),
});

const methods = (log: EventLog): EventLog => ({
  ensureTopics: (specs) => log.ensureTopics(specs), append: (records) => log.append(records), consume: (options, on) => log.consume(options, on), read: (options, on) => log.read(options, on),
  ends: (topic) => log.ends(topic), beginnings: (topic) => log.beginnings(topic), offsetsAt: (topic, time) => log.offsetsAt(topic, time), committed: (group, topic) => log.committed(group, topic),
  forget: (group) => log.forget(group), ping: () => log.ping(), close: () => log.close(),
});

describe('what went there and back while nobody looked', () => {
  const started = async () => {
    const first = collect();
    await listed(1);
    await first.stop();
  };
  it('is told with its count', async () => {
    await started();
    cluster.scale('shop', 'rest-api', 5);
    cluster.scale('shop', 'rest-api', 50);
    collect();
    await rig.said.until(() => rig.said.changes.length === 1, 'the change');
    expect(rig.said.changes[0]).toMatchObject({ title: 'rest-api was changed 2 times and is as before', phase: 'succeeded', diff: [], detectedBy: 'reconcile', attributes: { collapsed: 2 }, kind: 'deployment' });
  });
  it('is nothing where annotations may have raised the generation', async () => {
    await started();
    for (const note of ['a', 'b']) cluster.apply(deploymentManifest('rest-api', { replicas: 50, env: { DB_PASSWORD: 'Hx9kQ2vLm-rest-api' }, annotations: { note } }));
    collect();
    await listed(2);
    expect(rig.said.changes).toEqual([]);
  });
});
