import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openClickHouseStore } from '@culprit/clickhouse';
import { acceptEvent, incidentId, timeOf, topics, type Alert, type Change, type Dependency, type EventKind, type EventOf, type Feedback, type Incident, type Service } from '@culprit/domain';
import { noMetrics, silentLogger, subjectsOf, type EventLog, type ReadStore, type StoreBatch } from '@culprit/ports';
import { anIncident } from './fixtures/incident.js';
import { MemoryLog } from './fixtures/memory-log.js';
import { queryApi, type RunningQueryApi } from './service.js';

const MANY = 1_000;
const NOW = Date.parse('2026-01-20T00:00:00.000Z');
const asked: string[] = [];
let directory: string;
let store: ReadStore;
let api: RunningQueryApi;

const event = <K extends EventKind>(kind: K, fields: object): EventOf[K] => {
  const read = acceptEvent(kind, fields, timeOf(NOW));
  if (!read.ok) throw new Error(read.error);
  return read.event;
};

const named = (text: string): string => createHash('sha1').update(text).digest('hex');

/** One incident a minute, each of a service of its own, with an alert, a word of somebody, and a suspect that is the rollout of a merge. */
const facts = (i: number) => {
  const commit = `commit:${named(String(i))}`;
  const openedAt = timeOf(Date.parse('2026-01-15T00:00:00.000Z') + i * 60_000);
  const before = timeOf(Date.parse(openedAt) - 300_000);
  const service = `s${i}`;
  const common = { environment: 'production', occurredAt: before };
  const merge = event('change', { ...common, id: `merge-${i}`, kind: 'code', entities: [`acme/${service}`], environment: undefined, source: { provider: 'github' }, identities: [commit] });
  const rollout = event('change', { ...common, id: `rollout-${i}`, kind: 'deployment', service, source: { provider: 'kubernetes' }, identities: [commit] });
  const alert = event('alert', { id: `alert-${i}`, fingerprint: `f${i}`, service, environment: 'production', severity: 'high', startsAt: openedAt });
  const [listed] = anIncident().alerts;
  const [suspect] = anIncident().suspects;
  if (listed === undefined || suspect === undefined) throw new Error('the fixture has both');
  const incident: Incident = anIncident({
    id: incidentId(alert.id), environment: 'production', openedAt, services: [service], alerts: [{ ...listed, id: alert.id, fingerprint: `f${i}`, startsAt: openedAt }],
    suspects: [{ ...suspect, changeIds: [rollout.id, merge.id], service, path: [service], change: rollout }], ...(i % 2 === 0 ? { status: 'resolved', resolvedAt: timeOf(Date.parse(openedAt) + 60_000) } : {}),
  });
  // of every tenth release two pushes are known, and the deployment before it, or the build of the image before it
  const repository = { entities: [`acme/${service}`], source: { provider: 'github', instance: `acme/${service}` } };
  const sha = (n: number): string => named(`${i} ${n}`);
  const push = (n: number): Change => event('change', {
    ...repository, id: `push-${i}-${n}`, kind: 'code', occurredAt: before, identities: [`commit:${sha(n)}`], revision: { commit: sha(n), previous: { commit: sha(n - 1) } },
    attributes: { commitCount: 1, commits: [{ sha: sha(n), title: `Commit ${n}`, author: 'ada', at: before }] },
  });
  const release = (n: number, at: string, more: object = {}): Change => event('change', { ...repository, environment: 'production', id: `release-${i}-${n}`, kind: 'deployment', service, occurredAt: at, revision: { commit: sha(n) }, ...more });
  const build = event('change', { ...repository, id: `build-${i}`, kind: 'job', occurredAt: before, identities: [`image:acme/${service}:0`], revision: { commit: sha(0) } });
  const hours = timeOf(Date.parse(before) - 3_600_000);
  const released = i % 20 === 0 ? [push(1), push(2), release(0, hours), release(2, before)]
    : i % 20 === 10 ? [push(1), push(2), build, release(2, before, { revision: { commit: sha(2), previous: { image: `acme/${service}:0` } } })] : [];
  return {
    incident, alert, changes: [merge, rollout, ...released], service: event('service', { name: service, environment: 'production', observedAt: openedAt }),
    feedback: event('feedback', { id: `word-${i}`, incidentId: incident.id, changeId: rollout.id, verdict: 'confirmed', by: 'ada', at: openedAt }),
    dependency: event('dependency', { from: service, to: `s${(i + 1) % MANY}`, environment: 'production', observedAt: openedAt }),
  };
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'culprit-statements-'));
  store = await openClickHouseStore({ path: join(directory, 'store'), asked: (query) => void asked.push(query) });
  const all = Array.from({ length: MANY }, (_, i) => facts(i));
  const changes: Change[] = all.flatMap((each) => each.changes);
  const alerts: Alert[] = all.map((each) => each.alert);
  const services: Service[] = all.map((each) => each.service);
  const dependencies: Dependency[] = all.map((each) => each.dependency);
  const feedback: Feedback[] = all.map((each) => each.feedback);
  const batch: StoreBatch = {
    range: { topic: topics.incidents.name, partition: 0, first: 0, last: MANY - 1 }, incidents: all.map(({ incident }, offset) => ({ offset, incident })), changes, alerts, services, dependencies, feedback,
  };
  await store.writeSubjects(subjectsOf(batch).map((subject) => ({ ...subject, resolved: { services: subject.services, mappedBy: 'sender', unmapped: [] }, version: 1 })));
  await store.write(batch);
  api = await queryApi.start({ log: new MemoryLog() as unknown as EventLog, store, clock: { now: () => NOW }, logger: silentLogger, metrics: noMetrics }, queryApi.config.parse({ QUERY_API_PORT: 0, QUERY_API_SECONDS: 60 }));
}, 120_000);
afterAll(async () => {
  await api?.stop();
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

interface Answer { readonly data?: unknown; readonly errors?: unknown }
/** What is answered, and the queries of the store that it took. */
const told = async (query: string, variables: object = {}): Promise<{ data: unknown; statements: string[] }> => {
  asked.length = 0;
  const response = await fetch(`http://127.0.0.1:${api.port}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await response.json()) as Answer;
  expect(errors).toBeUndefined();
  // the feed of subscriptions looks how far the store is, by its own clock
  return { data, statements: asked.filter((name) => name !== 'positions').sort() };
};

const lists: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'incidents with all that a person reads of them': [
    'query ($first: Int!) { incidents(first: $first) { nodes { id status alerts { id title labels } feedback { by } weakLabels { sentence } suspects { verdict change { title mappedBy } linked { title } } } } }',
    ['alerts', 'change-statements', 'feedback', 'incidents'],
  ],
  'changes with what is one change with them': [
    'query ($first: Int!) { changes(filter: { kinds: [DEPLOYMENT] }, first: $first) { nodes { id linked { id } } } }',
    // the page, then what shares a name with it, in three steps at most
    ['change-candidates', 'change-statements', 'change-statements', 'change-statements', 'changes-known-by', 'changes-known-by'],
  ],
  'changes with their code': [
    'query ($first: Int!) { changes(filter: { providers: ["github"], kinds: [DEPLOYMENT] }, first: $first) { nodes { id code { from to complete commits { title } } } } }',
    // the page, what shares a name with it, what ran before and of what it was built, then two pushes one after the other
    [...Array<string>(2).fill('change-candidates'), ...Array<string>(9).fill('change-statements'), ...Array<string>(7).fill('changes-known-by')],
  ],
  'changes with the people who had a part in them': [
    'query ($first: Int!) { changes(filter: { providers: ["github"], kinds: [DEPLOYMENT] }, first: $first) { nodes { id people { name } } } }',
    // the same as their code
    [...Array<string>(2).fill('change-candidates'), ...Array<string>(9).fill('change-statements'), ...Array<string>(7).fill('changes-known-by')],
  ],
  'changes with the incidents that suspect them': ['query ($first: Int!) { changes(first: $first) { nodes { id incidents(first: 3) { nodes { id headline } } } } }', ['change-candidates', 'change-statements', 'incidents-of']],
  'services with what is near them': [
    'query ($first: Int!) { services(first: $first) { nodes { name lastChange { title } openIncidents { id } incidents(first: 2) { nodes { id } } dependencies { to } dependents { from } } } }',
    ['catalog-statements', 'change-statements', 'dependency-statements', 'graph-version', 'incidents', 'incidents-of', 'last-changes', 'services'],
  ],
  'services with their timelines': [
    'query ($first: Int!) { services(first: $first) { nodes { name timeline(from: "2026-01-14T00:00:00Z", first: 2) { edges { at hops node { __typename ... on Change { title } ... on Alert { title } ... on Incident { headline } } } } } } }',
    ['change-statements', 'changes-known-by', 'services', 'timelines-alerts', 'timelines-changes', 'timelines-incidents'],
  ],
  'services with the timelines of all that they call': [
    'query ($first: Int!) { services(first: $first) { nodes { name timeline(from: "2026-01-14T00:00:00Z", related: 2, first: 1) { edges { at service hops } } } } }',
    ['change-statements', 'changes-known-by', 'graph-version', 'services', 'timelines-alerts', 'timelines-changes', 'timelines-incidents'],
  ],
};

it.each(Object.entries(lists))('%s: as many statements for a page of 200 as for one of 2', async (_, [query, statements]) => {
  const few = await told(query, { first: 2 });
  const many = await told(query, { first: 200 });
  expect(few.statements).toEqual(statements);
  // what the graph was made of is remembered
  expect(many.statements).toEqual(statements.filter((name) => name !== 'catalog-statements' && name !== 'dependency-statements'));
  expect(JSON.stringify(many.data).length).toBeGreaterThan(20 * JSON.stringify(few.data).length);
}, 60_000);

it('of a page of releases each is told its own code', async () => {
  const { data } = await told('query { changes(filter: { providers: ["github"], kinds: [DEPLOYMENT] }, first: 200) { nodes { id code { from to complete commits { title } } } } }');
  const { changes: { nodes } } = data as { changes: { nodes: { id: string; code: object | null }[] } };
  const later = nodes.filter(({ id }) => id.endsWith('-2'));
  expect(later).toHaveLength(MANY / 10);
  for (const { id, code } of later) {
    const i = id.split('-')[1] ?? '';
    expect([id, code]).toEqual([id, { from: named(`${i} 0`), to: named(`${i} 2`), complete: true, commits: [{ title: 'Commit 2' }, { title: 'Commit 1' }] }]);
  }
}, 60_000);

it('a thousand incidents are five pages, of one statement each', async () => {
  const ids = new Set<string>();
  let after: string | null = null;
  let pages = 0;
  do {
    const { data, statements } = await told('query ($after: String) { incidents(first: 200, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }', { after });
    const { incidents: { nodes, pageInfo } } = data as { incidents: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
    expect(statements).toEqual(['incidents']);
    for (const { id } of nodes) ids.add(id);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    pages += 1;
  } while (after !== null);
  expect([ids.size, pages]).toEqual([MANY, 5]);
}, 60_000);
