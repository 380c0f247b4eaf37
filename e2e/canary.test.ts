import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startClickHouseLocal, type ClickHouseLocal } from '@culprit/clickhouse/testing';
import { canaries, formsOf, plant, plantedKinds, plantedSettings, startListWatchServer, type ListWatchServer } from '@culprit/collector-k8s/testing';
import { topics } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { freePorts } from '@culprit/kafka/testing';
import { ask } from '@culprit/runner/testing';
import { startService, type ServiceProcess } from './harness/service-process.js';
import { waitFor } from './harness/wait-for.js';
import { wholeAnswer } from './harness/whole-answer.js';

let directory: string;
let cluster: ListWatchServer;
let clickhouse: ClickHouseLocal;
let culprit: ServiceProcess;
let graphql: <T>(query: string) => Promise<T>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'culprit-canary-'));
  cluster = await startListWatchServer();
  plant(cluster, 0);
  clickhouse = await startClickHouseLocal();
  const [admin = 0, api = 0, hooks = 0] = await freePorts(3);
  graphql = (query) => ask({ url: `http://127.0.0.1:${api}` }, query, {});
  culprit = await startService('culprit', admin, {
    DATA_DIR: directory, READ_STORE: 'clickhouse', CLICKHOUSE_URL: clickhouse.url, QUERY_API_PORT: String(api), QUERY_API_SECONDS: '60', COLLECTOR_WEBHOOKS_PORT: String(hooks),
    LOG_LEVEL: 'debug', COLLECTOR_K8S_SERVER: cluster.url, COLLECTOR_K8S_CLUSTER: 'prod-eu', COLLECTOR_K8S_REDACTION_KEY: 'a key for tests', ...plantedSettings,
  }, 10_000_000);
}, 600_000);
afterAll(async () => {
  await culprit?.kill();
  await clickhouse?.stop();
  await cluster?.close();
  await rm(directory, { recursive: true, force: true });
}, 120_000);

/** Every record of every topic, dead letters and state among them. */
const wholeLog = async (): Promise<Map<string, string>> => {
  const log = await openEmbeddedLog({ path: join(directory, 'log.sqlite') });
  const said = new Map<string, string>();
  const reader = await log.read({ topics: Object.values(topics).map(({ name }) => name), from: 'earliest' }, ({ topic, records }) => {
    for (const { key, value, headers } of records) said.set(topic, `${said.get(topic) ?? ''}\n${key ?? ''} ${value?.toString('utf8') ?? ''} ${JSON.stringify(headers)}`);
  });
  await reader.caughtUp();
  await reader.stop();
  await log.close();
  return said;
};

const sql = async (query: string): Promise<string> => {
  const answer = await fetch(clickhouse.url, { method: 'POST', body: query });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.text();
};
const wholeStore = async (): Promise<Map<string, string>> => {
  const tables = (await sql("SELECT concat(database, '.', name) FROM system.tables WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') AND engine NOT LIKE '%View' FORMAT TSV")).trim().split('\n');
  return new Map(await Promise.all(tables.map(async (table) => [`table ${table.split('.').at(-1)}`, await sql(`SELECT * FROM ${table} FORMAT JSONEachRow`)] as const)));
};

/** All that Culprit keeps, says and writes, by where. */
const everyPlace = async (): Promise<Map<string, string>> => {
  const answers: unknown[] = [...(await wholeAnswer({ graphql })), await graphql('{ coverage { source instance gaps { reason } } dependencies { from to source } }')];
  for (let after = ''; ; ) {
    const { changes: page } = await graphql<{ changes: { pageInfo: { hasNextPage: boolean; endCursor: string } } }>(`{ changes(first: 20${after}) {
      nodes { id title kind services entities identities attributes diff { path before after redacted } revision { commit image digest version previousCommit previousImage previousVersion } links { title url } actor { name } }
      pageInfo { hasNextPage endCursor }
    } }`);
    answers.push(page);
    if (!page.pageInfo.hasNextPage) break;
    after = `, after: "${page.pageInfo.endCursor}"`;
  }
  return new Map([...(await wholeLog()), ...(await wholeStore()), ['GraphQL', JSON.stringify(answers)], ['standard output', culprit.output()]]);
};

it('no secret that is planted in a cluster is anywhere in what Culprit keeps, says or writes', async () => {
  const changes = async (): Promise<{ entities: string[] }[]> => (await graphql<{ changes: { nodes: { entities: string[] }[] } }>('{ changes(first: 200) { nodes { entities } } }')).changes.nodes;
  await waitFor('every app among the services', async () => {
    const { services } = await graphql<{ services: { nodes: { name: string }[] } }>('{ services(first: 100) { nodes { name } } }');
    if (canaries.some((_, n) => !services.nodes.some(({ name }) => name === `app-${n}`))) throw new Error(JSON.stringify(services));
  }, 240_000);
  plant(cluster, 1);
  await waitFor('a change of everything in which one is', async () => {
    const told = new Set((await changes()).flatMap(({ entities }) => entities));
    const untold = plantedKinds.flatMap((kind) => canaries.map((_, n) => `shop/${kind}/app-${n}`)).filter((entity) => !told.has(entity));
    if (untold.length > 0) throw new Error(untold.join(', '));
  }, 240_000);

  // all of it is looked at, and it does speak of them
  const places = await waitFor('every place to speak of them', async () => {
    const found = await everyPlace();
    for (const place of [topics.changes.name, topics.k8sState.name, topics.alerts.name, 'table changes', 'table services', 'GraphQL']) expect([place, found.get(place)?.includes('app-0')]).toEqual([place, true]);
    return found;
  }, 240_000, 2_000);
  expect(places.get('standard output')).toContain('An object is not what its kind promises');
  const found = [...places].flatMap(([place, text]) => canaries.flatMap((canary) => formsOf(canary).filter((form) => text.includes(form)).map((form) => `${form} in ${place}: ${text.slice(Math.max(0, text.indexOf(form) - 100), text.indexOf(form) + 50)}`)));
  expect(found).toEqual([]);
}, 800_000);
