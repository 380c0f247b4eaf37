import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { openKafkaLog } from '@culprit/kafka';
import { freePorts } from '@culprit/kafka/testing';
import { noMetrics, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import { startStack, type Stack } from './harness/stack.js';
import { waitFor } from './harness/wait-for.js';
import { startLossyProxy, type Fate, type LossyProxy } from './outage/lossy-proxy.js';
import { onTopics } from './outage/on-topics.js';
import { figures, others, startSending, type Sending } from './outage/sending.js';

const long = process.env['CULPRIT_LONG'] === '1';
const RATE = long ? 500 : 200;
const KILLS = long ? 24 : 4;
const EVERY_MS = 5_000;
const CLIENT = 'collector-that-is-killed';
const [secret, token] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];

let stack: Stack;
let log: EventLog;
let proxy: LossyProxy;
let sending: Sending | undefined;
/** The topic whose acknowledgements are lost now; they alternate. */
let victim: string = topics.deliveries.name;
let produces = 0;

/** Of the produces with records of the victim one in twenty loses its line, and every ten seconds one gets no answer at all. */
let silentSince = performance.now();
const fate = (of: readonly string[]): Fate => {
  if (!of.includes(victim)) return 'arrives';
  produces += 1;
  if (performance.now() - silentSince > 10_000) {
    silentSince = performance.now();
    return 'silence';
  }
  return produces % 20 === 0 ? 'cut' : 'arrives';
};

beforeAll(async () => {
  const [front = 0, broker = 0] = await freePorts(2);
  proxy = await startLossyProxy(front, broker, CLIENT, [topics.deliveries.name, topics.changes.name], fate);
  stack = await startStack({
    services: { 'collector-k8s': 0, correlator: 0, projector: 0, 'query-api': 0 },
    kafka: { port: broker, properties: [`advertised.listeners=CLIENT://127.0.0.1:${front}`] },
    variables: { 'collector-webhooks': { COLLECTOR_WEBHOOKS_GITHUB_SECRETS: secret, COLLECTOR_WEBHOOKS_TOKENS: token, KAFKA_CLIENT_ID: CLIENT } },
  });
  log = await openKafkaLog({ brokers: stack.kafka.brokers, clientId: 'e2e', logger: silentLogger, metrics: noMetrics, clock: systemClock });
}, 600_000);
afterAll(async () => {
  await sending?.stop();
  await log?.close();
  await stack?.stop();
  await proxy?.stop();
}, 180_000);

describe(`the collector is killed ${KILLS} times, every ${EVERY_MS / 1_000} s, while Kafka's acknowledgements get lost`, () => {
  it('every delivery that was answered 200 is on both topics, and every endpoint in order', async () => {
    const collector = stack.part('collector-webhooks');
    sending = await startSending({ url: stack.hookUrls[0] ?? '', secret, token, rate: RATE });
    const began = performance.now();
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(EVERY_MS);
      victim = kill % 2 === 0 ? topics.changes.name : topics.deliveries.name;
      await collector.kill();
      await collector.restart();
    }
    await pause(EVERY_MS);
    const alive = ((KILLS + 1) * EVERY_MS) / (performance.now() - began);
    sending.end();
    const sent = await sending.all;
    victim = '';
    const readyz = async (): Promise<string> => (await fetch(`${stack.services['collector-webhooks'][0]?.adminUrl}/readyz`)).text();
    await waitFor('the spool to be empty', async () => expect(await readyz()).not.toContain('spool'), 120_000);

    const found = await onTopics(log, sent);
    console.log(`${figures(sent)}; lines cut ${proxy.dropped.cut}, acknowledgements lost in silence ${proxy.dropped.silence}, records twice ${found.twice}`);
    expect(found).toMatchObject({ lacking: [], misplaced: [] });
    expect(proxy.dropped.cut).toBeGreaterThan(KILLS);
    expect(proxy.dropped.silence).toBeGreaterThan(0);
    expect(sent.filter(({ status }) => status === 200).length).toBeGreaterThan((sent.length * alive) / 2);
    // Killed, it answers nothing; alive, it takes everything.
    expect(others(sent.filter(({ status }) => status !== 0))).toEqual({});
  }, (KILLS * 15 + 240) * 1_000);
});
