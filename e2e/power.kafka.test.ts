import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openKafkaLog } from '@culprit/kafka';
import { freePorts } from '@culprit/kafka/testing';
import { noMetrics, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import { Ends } from './harness/ends.js';
import { startService } from './harness/service-process.js';
import { startStack, type Stack } from './harness/stack.js';
import { waitFor } from './harness/wait-for.js';
import { onTopics } from './outage/on-topics.js';
import { figures, startSending } from './outage/sending.js';

const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const RATE = 300;
const SIZE = 256 * 1024 * 1024;
const [secret, token] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
const ends = new Ends();
let directory = '';
let stack: Stack;
let log: EventLog;

/** A file system of its own in a file: a copy of the file is what a power cut would leave of it. */
const image = async (name: string): Promise<string> => {
  const file = join(directory, `${name}.img`);
  const handle = await open(file, 'w');
  await handle.truncate(SIZE);
  await handle.close();
  if (!runs('mkfs.ext4', '-q', '-F', file)) throw new Error('mkfs.ext4 failed');
  return file;
};
const mounted = async (file: string): Promise<string | undefined> => {
  const at = `${file}.mounted`;
  await mkdir(at);
  if (!runs('mount', '-o', 'loop', file, at)) return undefined;
  return ends.keep(at, async () => void runs('umount', at));
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'culprit-power-'));
  ends.keep(directory, () => rm(directory, { recursive: true, force: true }));
});
afterAll(() => ends.all(), 120_000);

describe('the power of the collector is cut while Kafka is away', () => {
  it('every delivery that was answered 200 is on both topics after the next start', async () => {
    const file = await image('spool');
    const at = await mounted(file);
    if (at === undefined) {
      console.log('Left out: a file system in a file cannot be mounted here, and without one no power can be cut.');
      return;
    }
    const variables = { COLLECTOR_WEBHOOKS_GITHUB_SECRETS: secret, COLLECTOR_WEBHOOKS_TOKENS: token };
    stack = await startStack({
      services: { 'collector-k8s': 0, correlator: 0, projector: 0, 'query-api': 0 },
      variables: { 'collector-webhooks': { ...variables, SPOOL_DIR: join(at, 'spool') } },
    });
    ends.keep(stack, () => stack.stop());
    const collector = stack.part('collector-webhooks');
    const sending = await startSending({ url: stack.hookUrls[0] ?? '', secret, token, rate: RATE });
    ends.keep(sending, () => sending.stop());
    await pause(3_000);
    stack.kafka.pause();
    await pause(12_000);

    await writeFile(join(at, 'not-synced'), 'x');
    collector.pause();
    const crashed = join(directory, 'crashed.img');
    await copyFile(file, crashed);
    // What was answered is with the sender by now.
    await pause(1_000);
    const sent = (await sending.soFar()).filter(({ status }) => status === 200);
    await sending.stop();
    await collector.kill();
    stack.kafka.resume();

    const after = await mounted(crashed) ?? '';
    // Otherwise the copy is more than a power cut leaves, and proves nothing.
    await expect(readFile(join(after, 'not-synced'), 'utf8').then((text) => text === 'x', () => false)).resolves.toBe(false);
    const [admin = 0, port = 0] = await freePorts(2);
    const again = await startService('collector-webhooks-again', admin, { ...stack.world, ...variables, TARGET: 'collector-webhooks', COLLECTOR_WEBHOOKS_PORT: String(port), DATA_DIR: join(directory, 'data'), SPOOL_DIR: join(after, 'spool') });
    ends.keep(again, again.kill);
    await waitFor('the spool to be empty', async () => expect(await (await fetch(`${again.adminUrl}/readyz`)).text()).not.toContain('spool'), 60_000);
    log = await openKafkaLog({ brokers: stack.kafka.brokers, clientId: 'e2e', logger: silentLogger, metrics: noMetrics, clock: systemClock });
    ends.keep(log, () => log.close());
    console.log(figures(sent));
    expect(sent.length).toBeGreaterThan(RATE * 10);
    expect(await onTopics(log, sent)).toMatchObject({ lacking: [], misplaced: [] });
  }, 300_000);
});
