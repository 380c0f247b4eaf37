import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { providers } from '@culprit/collector-webhooks';
import { topics } from '@culprit/domain';
import { openKafkaLog } from '@culprit/kafka';
import { startKafka, type LocalKafka } from '@culprit/kafka/testing';
import { noMetrics, silentLogger, systemClock, type EventLog, type LogRecord } from '@culprit/ports';
import { until } from './demo/until.js';
import { Children, freePorts } from './testing/child.js';

const SECRET = 'a-secret-of-the-tests';
const children = new Children();
let kafka: LocalKafka;
let log: EventLog;
let directory: string;
let env: Record<string, string>;

beforeAll(async () => {
  kafka = await startKafka();
  directory = await mkdtemp(join(tmpdir(), 'culprit-again-'));
  env = { ...(await freePorts()), TARGET: 'collector-webhooks', EVENT_LOG: 'kafka', KAFKA_BROKERS: kafka.brokers.join(','), DATA_DIR: directory, COLLECTOR_WEBHOOKS_GITHUB_SECRETS: SECRET };
  log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'again', logger: silentLogger, metrics: noMetrics, clock: systemClock });
}, 180_000);
afterAll(async () => {
  await children.end();
  await log?.close();
  await kafka?.stop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

const culprit = async (...args: string[]) => {
  const child = children.start('main.js', args, env);
  return { code: await child.ended, out: child.out(), err: child.err() };
};
const changes = async (): Promise<LogRecord[]> => {
  const all: LogRecord[] = [];
  const reader = await log.read({ topics: [topics.changes.name], from: 'earliest' }, ({ records }) => void all.push(...records));
  await reader.caughtUp();
  await reader.stop();
  return all;
};
const sample = (at: string) => {
  const { headers, body } = providers.find(({ name }) => name === 'github')!.sample(at);
  const text = JSON.stringify(body);
  return { text, headers: { ...headers, 'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}` } };
};

describe('on a real Kafka', () => {
  it('deliveries are read again and a dead letter is redriven, under the ids that they have', async () => {
    const collector = children.start('main.js', ['start'], env);
    const ready = () => fetch(`http://127.0.0.1:${env['ADMIN_PORT']}/readyz`).then(({ ok }) => ok, () => false);
    if (!(await until(ready, (ok) => ok, 120_000)).answer) throw new Error(`it did not become ready:\n${collector.out()}${collector.err()}`);
    const { text, headers } = sample('2026-01-15T10:00:00Z');
    const answer = await fetch(`http://127.0.0.1:${env['COLLECTOR_WEBHOOKS_PORT']}/webhooks/github`, { method: 'POST', body: text, headers });
    const { ids } = (await answer.json()) as { ids: string[] };
    // what waited for Kafka comes a moment later
    expect(await until(async () => (await changes()).map(({ key }) => key), (keys) => keys.length >= ids.length, 60_000)).toMatchObject({ answer: ids });

    expect(await culprit('renormalize', '--provider', 'github', '--from', '2026-01-01T00:00:00Z')).toMatchObject({ code: 0, out: expect.stringContaining('1 deliveries: 1 events were appended') });
    const again = await changes();
    expect(again.map(({ key }) => key)).toEqual([...ids, ...ids]);
    expect(new Set(again.map(({ headers: { ce_id: id } }) => id)).size).toBe(1);

    const letter = { 'original_content-type': 'application/json', 'original_x-github-event': 'push', 'original_x-github-delivery': 'late', dlq_stage: 'collector-webhooks', dlq_topic: 'github', dlq_reason: 'a fault of old', dlq_timestamp: String(Date.now()) };
    await log.append([{ topic: topics.dlq.name, partitionKey: 'collector-webhooks', key: 'github/late', value: sample('2026-02-01T10:00:00Z').text, headers: letter }]);
    expect(await culprit('dlq', 'list')).toMatchObject({ code: 0, out: expect.stringContaining('a fault of old') });
    expect(await culprit('dlq', 'redrive', '--reason', 'a fault of old')).toMatchObject({ code: 0, out: expect.stringContaining('1 of 1 dead letters were redriven.') });
    expect(await changes()).toHaveLength(3);
    expect(await culprit('dlq', 'redrive', '--reason', 'a fault of old')).toMatchObject({ code: 0, out: '0 of 0 dead letters were redriven.\n' });
  }, 400_000);
});
