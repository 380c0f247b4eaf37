import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogUnavailable, type EventLog } from '@culprit/ports';
import { deploymentManifest } from './testing/deployment.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type ListWatchOptions, type ListWatchServer } from './testing/server.js';

let rig: Rig;
let cluster: ListWatchServer;
const open = async (options: ListWatchOptions = {}): Promise<void> => {
  cluster = await startListWatchServer(options);
  for (const name of ['rest-api', 'mailer']) cluster.apply(deploymentManifest(name, { replicas: 50 }), { time: '2026-01-15T00:00:00Z' });
};
const collect = (settings: Readonly<Record<string, string>> = {}) => rig.collect({ COLLECTOR_K8S_SERVER: cluster.url, ...settings });
const titles = () => rig.said.changes.filter((c) => c.phase === 'started').map((c) => c.title);
const watching = () => rig.said.until(() => rig.said.services.length >= 2 && cluster.watchers() > 0, 'the first list and watch');
const told = (title: string) => rig.said.until(() => titles().includes(title), title);
const closedGaps = () => rig.said.coverage.at(-1)?.gaps.filter((gap) => gap.to !== undefined) ?? [];
const lists = () => cluster.requests.filter((url) => !url.searchParams.has('watch') && url.pathname.endsWith('/deployments')).length;

beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig.close();
  await cluster.close();
});

describe('the watch goes on', () => {
  it('after broken connections, from where it was, without listing again', async () => {
    await open();
    collect();
    await watching();
    for (let n = 1; n <= 3; n++) {
      cluster.cut();
      cluster.scale('shop', 'rest-api', n);
      await rig.said.until(() => titles().length === n, `scale ${n}`);
    }
    expect(titles()).toEqual(['rest-api scaled from 50 to 1', 'rest-api scaled from 1 to 2', 'rest-api scaled from 2 to 3']);
    expect(lists()).toBe(1);
    await rig.said.until(() => closedGaps().length >= 3, 'the gaps');
  });

  it.each(['cut', 'newline'] as const)('after a line that was cut short (%s)', async (how) => {
    await open();
    collect();
    await watching();
    cluster.truncate(how);
    cluster.scale('shop', 'rest-api', 5);
    cluster.scale('shop', 'mailer', 6);
    await Promise.all([told('rest-api scaled from 50 to 5'), told('mailer scaled from 50 to 6')]);
    expect(titles()).toHaveLength(2);
  });

  it('after 410: everything is listed again and the differences are told as found', async () => {
    await open();
    collect();
    await watching();
    cluster.bookmark();
    cluster.respond(500, 3);
    cluster.cut();
    cluster.scale('shop', 'rest-api', 20);
    cluster.scale('shop', 'rest-api', 5);
    cluster.delete('shop', 'mailer');
    cluster.apply(deploymentManifest('new-one'));
    cluster.compact();
    await rig.said.until(() => rig.said.changes.some((c) => c.title === 'Deployment mailer deleted') && titles().length >= 2, 'the deletion and the changes');
    expect(titles().sort()).toEqual(['Deployment new-one created', 'rest-api scaled from 50 to 5']);
    const scale = rig.said.changes.find((c) => c.title === 'rest-api scaled from 50 to 5');
    expect(scale).toMatchObject({ detectedBy: 'reconcile', attributes: { collapsed: 2 } });
    expect(scale?.occurredAfter).toBeDefined();
  });

  it('after a proof list that shows less than the watch has still to bring', async () => {
    await open();
    collect({ COLLECTOR_K8S_RELIST_SECONDS: '0.01', COLLECTOR_K8S_KINDS: 'deployment' });
    await watching();
    const before = lists();
    cluster.cut();
    // both are younger than where the watch was, and the list knows the second alone
    cluster.scale('shop', 'mailer', 5);
    cluster.delete('shop', 'mailer');
    await rig.said.until(() => lists() > before && rig.said.changes.some((c) => c.title === 'Deployment mailer deleted'), 'the list and the end');
    cluster.scale('shop', 'rest-api', 5);
    await told('rest-api scaled from 50 to 5');
    expect(rig.said.changes.filter((c) => c.entities[0] === 'shop/deployment/mailer' && c.phase !== 'started').map((c) => `${c.title}, ${c.detectedBy}`).sort()).toEqual(['Deployment mailer deleted, live', 'mailer scaled from 50 to 5, live']);
  });

  it('after a stream that fell silent', async () => {
    await open();
    collect({ COLLECTOR_K8S_SILENT_SECONDS: '0.3' });
    await watching();
    cluster.stall();
    cluster.scale('shop', 'rest-api', 5);
    await told('rest-api scaled from 50 to 5');
    await rig.said.until(() => closedGaps().some((gap) => gap.reason.includes('silent')), 'the gap');
  });

  it('keeps a quiet stream open as long as bookmarks come', async () => {
    await open({ bookmarkMs: 50 });
    collect({ COLLECTOR_K8S_SILENT_SECONDS: '1.5', COLLECTOR_K8S_COVERAGE_SECONDS: '4' });
    await watching();
    const said = rig.said.coverage.length;
    await rig.said.until(() => rig.said.coverage.length > said, 'the next coverage');
    expect(cluster.requests.filter((url) => url.searchParams.has('watch') && url.pathname.endsWith('/deployments'))).toHaveLength(1);
  });

  it('after a token was rotated, once the new one is there; until then it says so', async () => {
    await open({ token: 'one' });
    const service = collect({ COLLECTOR_K8S_TOKEN: 'other' });
    await rig.said.until(() => rig.said.coverage.some((c) => c.gaps.some((gap) => gap.reason.includes('401'))), 'the refusal');
    expect(service.readiness()).toEqual({ ready: false, reason: `The cluster at ${cluster.url} refuses the credentials (401).` });
    cluster.rotateToken('other');
    await watching();
    expect(service.readiness().ready).toBe(true);
  });

  it('says a missing permission once, in one line', async () => {
    await open();
    cluster.respond(403, 6);
    rig.collect({ COLLECTOR_K8S_SERVER: cluster.url, COLLECTOR_K8S_KINDS: 'deployment' }, { absentMs: 50 });
    await watching();
    const warnings = rig.lines.filter((line) => line.level === 'warn');
    expect(warnings.map((line) => line.message)).toEqual(['Permission is missing: the collector may not list and watch deployments.apps (403).']);
    await rig.said.until(() => closedGaps().length === 1, 'the gap');
  });

  it('waits for a log that is away and loses nothing', async () => {
    await open();
    let away = true;
    const log: EventLog = { ...bound(rig.log), append: (records) => (away ? Promise.reject(new LogUnavailable('no broker')) : rig.log.append(records)) };
    const service = rig.collect({ COLLECTOR_K8S_SERVER: cluster.url }, {}, log);
    await eventually(() => !service.readiness().ready && service.readiness().reason.includes('no broker'));
    cluster.scale('shop', 'rest-api', 5);
    away = false;
    await watching();
    cluster.scale('shop', 'rest-api', 6);
    await told('rest-api scaled from 5 to 6');
  });
});

describe('without a cluster that can be used', () => {
  it('says which kubeconfig is wrong and does not crash', async () => {
    await open();
    const service = rig.collect({ COLLECTOR_K8S_KUBECONFIG: '/nowhere/kubeconfig' });
    await eventually(() => service.readiness().reason.includes('/nowhere/kubeconfig'));
    expect(service.readiness().ready).toBe(false);
  });

  it('waits for a server that is not there', async () => {
    await open();
    const service = rig.collect({ COLLECTOR_K8S_SERVER: 'http://127.0.0.1:1' });
    await rig.said.until(() => rig.said.coverage.some((c) => c.gaps.some((gap) => gap.to === undefined && gap.reason.includes('ECONNREFUSED'))), 'the gap');
    expect(service.readiness().ready).toBe(false);
  });
});

const bound = (log: EventLog): EventLog => ({
  ensureTopics: (specs) => log.ensureTopics(specs), append: (records) => log.append(records), consume: (options, on) => log.consume(options, on), read: (options, on) => log.read(options, on),
  ends: (topic) => log.ends(topic), beginnings: (topic) => log.beginnings(topic), offsetsAt: (topic, time) => log.offsetsAt(topic, time), committed: (group, topic) => log.committed(group, topic),
  forget: (group) => log.forget(group), ping: () => log.ping(), close: () => log.close(),
});

const eventually = async (holds: () => boolean): Promise<void> => {
  const until = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > until) throw new Error('waited 10 s in vain');
    await new Promise((resolve) => setImmediate(resolve));
  }
};
