import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClickHouseLocal, startClickHouseLocal } from '@culprit/clickhouse/testing';
import { topics } from '@culprit/domain';
import { openKafkaLog } from '@culprit/kafka';
import { type LocalKafka, startKafka } from '@culprit/kafka/testing';
import { eventRecord } from '@culprit/nest';
import { type EventLog, noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { differing, readTopic, replayed } from './scale/incidents.js';
import { environments, run, world } from './scale/load.js';
import { main, type Member, member } from './scale/member.js';
import { follow } from './scale/subscriber.js';

const long = process.env['CULPRIT_LONG'] === '1';
const SECONDS = long ? 180 : 60;
const RATE = 200;
/** Beyond the session timeout of a Kafka consumer (10 s). */
const PAUSE_MS = 15_000;

let kafka: LocalKafka;
let clickhouse: ClickHouseLocal;
let log: EventLog;
let members: Record<'correlator' | 'projector' | 'query-api', Member[]>;
let environment: Record<string, string>;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Asks until it is so; the deadline is the test's. */
const until = async (is: () => Promise<boolean>): Promise<void> => {
  while (!(await is())) await after(300);
};

beforeAll(async () => {
  [kafka, clickhouse] = await Promise.all([startKafka(), startClickHouseLocal()]);
  environment = { EVENT_LOG: 'kafka', KAFKA_BROKERS: kafka.brokers.join(','), READ_STORE: 'clickhouse', CLICKHOUSE_URL: clickhouse.url };
  log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'scale', logger: silentLogger, metrics: noMetrics, clock: systemClock });
  await log.ensureTopics(Object.values(topics));
  const two = async (target: string): Promise<Member[]> => [await member(target, environment), await member(target, environment)];
  members = { correlator: await two('correlator'), projector: await two('projector'), 'query-api': await two('query-api') };
  for (const one of Object.values(members).flat()) await one.start();
}, 180_000);

afterAll(async () => {
  await Promise.all(Object.values(members ?? {}).flat().map((one) => one.stop()));
  await log?.close();
  await clickhouse?.stop();
  await kafka?.stop();
}, 60_000);

/** One of each is killed and started again, then the other one of each is paused beyond its session, in turn. */
const disturb = async (): Promise<void> => {
  const wait = (SECONDS * 1000 - 3 * PAUSE_MS) / 12;
  for (const [one] of Object.values(members)) {
    await after(wait);
    await one?.kill();
    await after(wait);
    await one?.start();
  }
  for (const [, other] of Object.values(members)) {
    await after(wait);
    other?.pause();
    await after(PAUSE_MS);
    other?.resume();
  }
};

const incidentsByApi = async (url: string, name: string): Promise<string[]> => {
  const ids: string[] = [];
  let after_: string | null = null;
  do {
    const query = 'query ($environment: String, $after: String) { incidents(filter: {environment: $environment}, first: 200, after: $after) { nodes { id alertCount } pageInfo { hasNextPage endCursor } } }';
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables: { environment: name, after: after_ } }) });
    const { data } = (await answer.json()) as { data: { incidents: { nodes: { id: string; alertCount: number }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } };
    ids.push(...data.incidents.nodes.map((n) => `${n.id} ${n.alertCount}`));
    after_ = data.incidents.pageInfo.hasNextPage ? data.incidents.pageInfo.endCursor : null;
  } while (after_ !== null);
  return ids;
};

describe('two of each on real Kafka, one of each killed and one paused beyond its session', () => {
  it('come to the incidents that replay gives, and a subscriber is told each revision once', async () => {
    await log.append(world().map(eventRecord));
    const subscriber = follow(() => members['query-api'].map((m) => m.apiUrl));
    const [sent] = await Promise.all([run(log, RATE, SECONDS, 7), disturb()]);
    expect(sent).toBe(RATE * SECONDS);

    let wrong: string[] = [];
    const wanted = await replayed(process.execPath, main, { PATH: dirname(process.execPath), EVENT_LOG: 'kafka', KAFKA_BROKERS: kafka.brokers.join(',') });
    expect(wanted.size).toBeGreaterThan(environments.length);
    await until(async () => (wrong = differing((await readTopic(log)).final, wanted)).length === 0).catch(() => undefined);
    expect(wrong).toEqual([]);

    const { revisions } = await readTopic(log);
    await until(async () => revisions.size <= new Set(subscriber.told.revisions).size);
    await subscriber.stop();
    const told = subscriber.told.revisions;
    expect(new Set(told).size).toBe(told.length);
    expect([...revisions].filter((r) => !told.includes(r))).toEqual([]);
    expect(subscriber.connections()).toBeGreaterThan(1);

    const text = [...wanted.values()].map((line) => JSON.parse(line) as { id: string; environment: string; alertCount: number });
    for (const name of environments.slice(0, 3)) {
      const expected = text.filter((i) => i.environment === name).map((i) => `${i.id} ${i.alertCount}`).sort();
      for (const { apiUrl } of members['query-api']) expect((await incidentsByApi(apiUrl, name)).sort()).toEqual(expected);
    }
  }, (SECONDS + 180) * 1000);
});
