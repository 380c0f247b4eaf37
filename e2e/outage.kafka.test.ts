import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { openKafkaLog } from '@culprit/kafka';
import { noMetrics, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import { caughtUp } from '@culprit/runner/testing';
import { startStack, type Stack } from './harness/stack.js';
import { waitFor } from './harness/wait-for.js';
import { listed, rowsOf } from './outage/in-store.js';
import { onTopics } from './outage/on-topics.js';
import { figures, others, quantile, startSending, type Sending } from './outage/sending.js';

const long = process.env['CULPRIT_LONG'] === '1';
/** Deliveries a second; in `npm test` other tests share the machine. Halved while the machine cannot bear it before anything has happened. */
const RATE = long ? 500 : 250;
const LEAST = 60;
const BEARABLE_MS = 300;
/** Before Kafka is away, while it hangs, while it is dead, and after it is back. */
const [BEFORE, HANGS, DEAD, AFTER] = long ? [12, 30, 30, 20] : [9, 8, 7, 6];
/** Kafka is not back the moment it is started. */
const START = 6;
/** The short form is also run on slow machines: it would tell of what is slow by far. The bar itself is held by the long one. */
const SLACK = long ? 1 : 3;

const [secret, token] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
let stack: Stack;
let log: EventLog;
let sending: Sending | undefined;

beforeAll(async () => {
  stack = await startStack({
    services: { 'collector-k8s': 0, correlator: 0 },
    variables: { 'collector-webhooks': { COLLECTOR_WEBHOOKS_GITHUB_SECRETS: secret, COLLECTOR_WEBHOOKS_TOKENS: token } },
  });
  log = await openKafkaLog({ brokers: stack.kafka.brokers, clientId: 'e2e', logger: silentLogger, metrics: noMetrics, clock: systemClock });
}, 600_000);
afterAll(async () => {
  await sending?.stop();
  await log?.close();
  await stack?.stop();
}, 180_000);

const collector = () => stack.services['collector-webhooks'][0] as (typeof stack.services)['collector-webhooks'][number];
const readyz = async (): Promise<string> => (await fetch(`${collector().adminUrl}/readyz`)).text();
const metric = async (name: string): Promise<number> => Number(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'm').exec(await (await fetch(`${collector().adminUrl}/metrics`)).text())?.[1] ?? Number.NaN);

describe(`Kafka hangs and dies for ${HANGS + DEAD} s under ${RATE} deliveries a second`, () => {
  it('every delivery is answered 200 in time, and stands once behind Kafka when it is back', async () => {
    sending = await startSending({ url: stack.hookUrls[0] ?? '', secret, token, rate: RATE });
    await pause(BEFORE * 1_000);
    let rate = RATE;
    while (quantile((await sending.soFar()).filter(({ answered }) => answered > Date.now() - 4_000), 0.99) > BEARABLE_MS && rate > LEAST) {
      sending.rate((rate /= 2));
      await pause(8_000);
    }
    // A Kafka that has only just started may be slow, on a busy machine for long; then it goes on from there.
    await waitFor('Kafka to take everything', async () => expect(await readyz()).not.toContain('spool'), long ? 60_000 : 20_000).catch(() => undefined);
    const before = await metric('process_resident_memory_bytes');
    const from = Date.now();
    stack.kafka.pause();
    await pause(HANGS * 1_000);
    expect(await readyz()).toMatch(/^collector-webhooks: ready, .*Kafka does not acknowledge in time since \S+Z; [\d,]+ records wait in the spool\./);
    expect(await metric('culprit_spool_records')).toBeGreaterThan(rate * (HANGS - 3));
    await stack.kafka.kill();
    await pause((DEAD - START) * 1_000);
    const grown = (await metric('process_resident_memory_bytes')) - before;
    const [waiting, oldest] = [await metric('culprit_spool_records'), await metric('culprit_spool_oldest_seconds')];
    await stack.kafka.restart();
    const began = performance.now();
    await waitFor('Kafka to acknowledge again', async () => expect(await readyz()).not.toContain('does not acknowledge'), 120_000);
    const back = performance.now() - began;
    await pause(AFTER * 1_000);
    const left = await metric('culprit_spool_records');
    sending.end();
    const sent = await sending.all;
    await waitFor('the spool to be empty', async () => expect(await readyz()).not.toContain('spool'), 120_000);
    const during = sent.filter(({ began }) => began > from);
    const idle = quantile((await sending.idle()).filter(({ began }) => began > from), 0.99);
    console.log(`${rate} a second: ${figures(during)}; a question about nothing p99 ${idle.toFixed(0)} ms; ${waiting} records waited up to ${oldest.toFixed(0)} s, memory grew by ${(grown / 2 ** 20).toFixed(0)} MiB, Kafka acknowledged ${(back / 1000).toFixed(1)} s after its start, ${AFTER} s later ${left} waited`);

    expect(during.length).toBeGreaterThan(rate * (HANGS + DEAD - START + AFTER));
    expect(others(sent)).toEqual({});
    // Where even a question about nothing takes long, others have taken the machine meanwhile; a delivery waits for its turn twice, a question once.
    expect(quantile(during, 0.99)).toBeLessThan(800 * SLACK + (idle > 400 ? 2 * idle : 0));
    expect(oldest).toBeGreaterThan(HANGS - 2);
    // Deliveries that come do not keep what waits from going.
    if (long) expect(left).toBe(0);
    expect(grown).toBeLessThan(150 * 2 ** 20);
    expect(await onTopics(log, sent)).toMatchObject({ lacking: [], misplaced: [] });

    await waitFor('the projector to be done', () => caughtUp(log, 'culprit-projector', [topics.changes.name]), 60_000);
    const ids = sent.flatMap((one) => one.ids).sort();
    const rows = await rowsOf(stack);
    expect(ids.filter((id) => rows.get(id) !== 1)).toEqual([]);
    expect((await listed(stack)).sort()).toEqual(ids);
  }, (BEFORE + HANGS + DEAD + AFTER + 450) * 1_000);
});
