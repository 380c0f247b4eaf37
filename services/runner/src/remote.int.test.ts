import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Config, startCollector, type RunningCollector } from '@culprit/collector-webhooks';
import { deploymentManifest, startListWatchServer, type ListWatchServer } from '@culprit/collector-k8s/testing';
import { topics, type Change } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { freePorts } from '@culprit/kafka/testing';
import { noMetrics, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import { until } from './demo/until.js';
import { Children, type Child } from './testing/child.js';

const TOKEN = '3f1c0a9be27d4d1b8f6a';
const children = new Children();
let directory: string;
let log: EventLog;
let cluster: ListWatchServer;
let receiver: RunningCollector | undefined;
let [hooks, admin]: number[] = [];

const receive = async () => {
  const config = Config.parse({ COLLECTOR_WEBHOOKS_PORT: String(hooks), COLLECTOR_WEBHOOKS_TOKENS: TOKEN });
  receiver = await startCollector({ log, clock: systemClock, logger: silentLogger, metrics: noMetrics }, config as Parameters<typeof startCollector>[1]);
};
const away = async () => {
  await receiver?.stop();
  receiver = undefined;
};
const collect = (more: Readonly<Record<string, string>> = {}) => children.start('main.js', ['start'], {
  TARGET: 'collector-k8s', EVENT_LOG: 'remote', REMOTE_LOG_URL: `http://127.0.0.1:${hooks}`, REMOTE_LOG_TOKEN: TOKEN, DATA_DIR: join(directory, 'far'), ADMIN_PORT: String(admin),
  COLLECTOR_K8S_SERVER: cluster.url, COLLECTOR_K8S_CLUSTER: 'far', COLLECTOR_K8S_ENVIRONMENT: 'production', COLLECTOR_K8S_REDACTION_KEY: 'a key for tests', ...more,
});
const changes = async (): Promise<Change[]> => {
  const all: Change[] = [];
  const reader = await log.read({ topics: [topics.changes.name], from: 'earliest' }, ({ records }) => void all.push(...records.map(({ value }) => JSON.parse(String(value)) as Change)));
  await reader.caughtUp();
  await reader.stop();
  return all;
};
const titles = async () => (await changes()).filter(({ phase }) => phase === 'started').map(({ title }) => title);
const readyz = () => fetch(`http://127.0.0.1:${admin}/readyz`).then((response) => response.text(), () => '');
const says = async (wanted: RegExp) => expect((await until(readyz, (text) => wanted.test(text), 60_000)).answer).toMatch(wanted);
const watching = async (child: Child) => {
  await until(readyz, (text) => text.includes('Watching') || child.process.exitCode !== null, 60_000);
  if (child.process.exitCode !== null) throw new Error(`it ended:\n${child.out()}${child.err()}`);
};
const told = async (title: string) => expect((await until(titles, (all) => all.includes(title), 60_000)).answer).toContain(title);

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'culprit-remote-'));
  [hooks, admin] = (await freePorts(2)) as [number, number];
  log = await openEmbeddedLog({ path: join(directory, 'log.sqlite') });
  await log.ensureTopics(Object.values(topics));
  cluster = await startListWatchServer();
  for (const name of ['rest-api', 'mailer']) cluster.apply(deploymentManifest(name, { replicas: 50, env: { DB_PASSWORD: `Hx9kQ2vLm-${name}` } }), { time: '2026-01-15T00:00:00Z' });
});
afterEach(async () => {
  await children.end();
  await away();
  await cluster.close();
  await log.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a collector in a far cluster', () => {
  it('tells through a receiver, keeps what that does not take, and knows after a restart what it has told', async () => {
    await receive();
    const first = collect();
    await watching(first);
    cluster.scale('shop', 'rest-api', 49);
    await told('rest-api scaled from 50 to 49');

    await away();
    for (let replicas = 48; replicas > 40; replicas--) {
      cluster.scale('shop', 'rest-api', replicas);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await says(/127\.0\.0\.1:\d+ does not acknowledge in time since .* waits? in the spool/);
    await receive();
    await told('rest-api scaled from 42 to 41');

    // killed with something on its disk, and something that it has not seen
    await says(/^(?=.*Watching)(?!.* in the spool)/s);
    await away();
    cluster.scale('shop', 'rest-api', 30);
    await says(/ waits? in the spool/);
    first.process.kill('SIGKILL');
    await first.ended;
    cluster.scale('shop', 'mailer', 7);
    const second = collect();
    await says(/not ready/);
    await receive();
    await watching(second);
    await told('mailer scaled from 50 to 7');
    await told('rest-api scaled from 41 to 30');

    // what a start tells again, because it may not have got through, is the same statement to the letter
    const all = [...new Map((await changes()).map((change) => [JSON.stringify(change), change])).values()];
    const moves = all.filter(({ phase, title }) => phase === 'started' && title.startsWith('rest-api')).sort((a, b) => Number(b.diff[0]?.before) - Number(a.diff[0]?.before));
    expect(moves.map(({ title }) => title)).toEqual([50, 49, 48, 47, 46, 45, 44, 43, 42, 41].map((n) => `rest-api scaled from ${n} to ${n === 41 ? 30 : n - 1}`));
    expect(new Set(all.map(({ id, phase }) => `${id} ${phase}`)).size).toBe(all.length);
    expect(all.find(({ title }) => title.startsWith('mailer'))).toMatchObject({ detectedBy: 'reconcile', environment: 'production', cluster: 'far' });
  }, 300_000);

  it('is refused with the reason where it cannot be', async () => {
    const child = collect({ TARGET: 'collector-k8s,correlator', REMOTE_LOG_URL: 'https://culprit.example.com', REMOTE_LOG_TOKEN: '' });
    expect(await child.ended).toBe(1);
    expect(child.err()).toContain('TARGET names correlator, which must stand beside the log');
    expect(child.err()).toContain('REMOTE_LOG_TOKEN is needed with EVENT_LOG=remote');
  }, 60_000);
});
