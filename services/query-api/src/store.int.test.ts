import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openClickHouseStore } from '@culprit/clickhouse';
import { envelope, parseEvent, type Change, type CulpritEvent, type EventKind, type Rules, type Service } from '@culprit/domain';
import { testRules } from '@culprit/domain/testing';
import { openEmbeddedLog } from '@culprit/embedded';
import { noMetrics, silentLogger, subjectsOf, type EventLog, type ReadStore, type StoreBatch } from '@culprit/ports';
import { anIncident } from './fixtures/incident.js';
import { TOPIC } from './live/feed.js';
import { queryApi, type RunningQueryApi } from './service.js';

let directory: string;
let log: EventLog;
let store: ReadStore;
let api: RunningQueryApi;
const clock = { now: () => Date.parse('2026-01-15T10:05:00.000Z') };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'culprit-query-api-store-'));
  log = await openEmbeddedLog({ path: join(directory, 'log.db') });
  store = await openClickHouseStore({ path: join(directory, 'store') });
  api = await queryApi.start({ log, store, clock, logger: silentLogger, metrics: noMetrics, rules: async () => testRules }, queryApi.config.parse({ QUERY_API_PORT: 0, QUERY_API_SECONDS: 60 }));
  await fill();
});
afterAll(async () => {
  await api?.stop();
  await store?.close();
  await log?.close();
  await rm(directory, { recursive: true, force: true });
});

const event = (kind: EventKind, value: unknown): CulpritEvent => {
  const parsed = parseEvent(kind, value);
  if (!parsed.ok) throw new Error(`the fixture is no ${kind}`);
  return { kind, event: parsed.event } as CulpritEvent;
};

/** As the projector does: what the facts name first, here as their senders named it. */
const write = async (batch: StoreBatch): Promise<void> => {
  await store.writeSubjects(subjectsOf(batch).map((subject) => ({ ...subject, resolved: { services: subject.services, mappedBy: 'named by the sender', unmapped: [] }, version: 1 })));
  await store.write(batch);
};

const WHOLE = `abc1234${'0'.repeat(33)}`;

/** Between the revision that ran and the one that was deployed, which names its commit short. */
const push = event('change', {
  id: 'push-1', parser: 1, updatedAt: '2026-01-15T09:50:00.000Z', observedAt: '2026-01-15T09:50:00.000Z', occurredAt: '2026-01-15T09:50:00.000Z', detectedBy: 'live', kind: 'code', phase: 'succeeded', phases: [],
  services: [], entities: ['acme/rest-api'], title: 'Retry twice', diff: [], identities: [`commit:${WHOLE}`], links: [], source: { provider: 'github' },
  actor: { name: 'pia', kind: 'human', basis: 'sender' }, revision: { commit: WHOLE, previous: { commit: '9f8e7d6' } },
  attributes: { commitCount: 1, commits: [{ sha: WHOLE, title: 'Retry twice', author: 'ada', at: '2026-01-15T09:49:00.000Z' }] },
}).event as Change;

/** What a projector writes of the story: the two deployments, the alert, the call between them and the incident. */
const fill = async (): Promise<void> => {
  const incident = anIncident({ environment: 'production' });
  const [suspect] = incident.suspects;
  await log.append([{ ...envelope(event('incident', incident)) }]);
  const range = (topic: string) => ({ topic, partition: 0, first: 0, last: 0 });
  const at = '2026-01-15T10:00:01.000Z';
  await write({ range: range('culprit.changes.v1'), changes: suspect === undefined ? [] : [{ ...suspect.change, environment: 'production' }, push] });
  await write({ range: range('culprit.alerts.v1'), alerts: [{
    id: 'alert-1', fingerprint: 'datadog:1', status: 'firing', class: 'errors', severity: 'critical', startsAt: incident.openedAt, updatedAt: at, observedAt: at, environment: 'production',
    service: 'data-processor', entities: [], title: 'Errors on data-processor', labels: { monitor: '1' }, links: [], source: { provider: 'datadog' },
  }] });
  await write({ range: range('culprit.dependencies.v1'), dependencies: [
    { from: 'data-processor', to: 'rest-api', environment: 'production', kind: 'call', source: 'declared', observedAt: at },
    { from: 'data-processor', to: 'batch', environment: 'production', kind: 'call', source: 'otel/eu-1', observedAt: '2025-12-01T10:00:00.000Z' },
  ] });
  const service = (name: string) => event('service', { name, environment: 'production', observedAt: at }).event as Service;
  await write({ range: range('culprit.catalog.v1'), services: [service('data-processor'), service('rest-api')] });
  const ends = await log.ends(TOPIC.name);
  const partition = ends.findIndex((end) => end > 0);
  await write({ range: { topic: TOPIC.name, partition, first: 0, last: 0 }, incidents: [{ offset: 0, incident }] });
};

const ask = async (query: string, { port } = api): Promise<{ data?: unknown; errors?: unknown }> => {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  return (await response.json()) as { data?: unknown; errors?: unknown };
};

describe('the story, asked of the engine itself', () => {
  it('tells who is unwell, and which change probably did it', async () => {
    // the first question also loads the engine
    await ask('{ incidents { nodes { id } } }');
    const told = [
      await ask(`{ service(name: "data-processor") { health healthReasons dependencies { to } openIncidents { id suspects { rank service change { title diff { path before after } links { url } } reasons { sentence } } } } }`),
      await ask('{ changes(filter: { scope: { services: ["data-processor"], related: 4 }, last: "PT1H" }) { nodes { title kind mappedBy } } }'),
      await ask('{ incidents { streamCursor nodes { id status alerts { class labels } } } }'),
    ];
    expect(told.map(({ errors }) => errors)).toEqual([undefined, undefined, undefined]);
    expect(Object.assign({}, ...told.map(({ data }) => data))).toMatchObject({
      service: {
        health: 'UNHEALTHY', dependencies: [{ to: 'rest-api' }],
        openIncidents: [{ id: 'incident-1', suspects: [{ rank: 1, service: 'rest-api', change: { title: 'Deploy rest-api 2.4.1', diff: [{ path: 'spec.replicas', before: 50, after: 5 }, {}] } }] }],
      },
      changes: { nodes: [{ title: 'Deploy rest-api 2.4.1', kind: 'DEPLOYMENT' }] },
      incidents: { nodes: [{ id: 'incident-1', status: 'OPEN', alerts: [{ class: 'ERRORS', labels: { monitor: '1' } }] }] },
    });
    const { data, errors } = await ask('{ service(name: "data-processor") { timeline(related: 1, last: "PT1H") { edges { service hops node { __typename ... on Change { title } ... on Alert { title labels } ... on Incident { headline } } } } } }');
    expect(errors).toBeUndefined();
    const { service } = data as { service: { timeline: { edges: { hops: number; node: { __typename: string } }[] } } };
    expect(service.timeline.edges.map(({ hops, node }) => `${node.__typename} ${hops}`).sort()).toEqual(['Alert 0', 'Change 1', 'Incident 0']);
  });

  it('weighs a late stage of what began long before, and what was found only after, as the correlator does', async () => {
    const rollout = (id: string, began: string, more: object): Change => event('change', {
      id, parser: 1, updatedAt: began, observedAt: began, occurredAt: began, detectedBy: 'live', kind: 'deployment', phase: 'started', phases: [{ phase: 'started', at: began }], environment: 'production',
      services: ['rest-api'], entities: [], title: `Roll out ${id}`, diff: [], identities: [], links: [], source: { provider: 'argo-rollouts' }, attributes: {}, ...more,
    }).event as Change;
    const [began, stage] = ['2026-01-09T09:00:00.000Z', '2026-01-15T09:58:00.000Z'];
    const staged = rollout('canary', began, { updatedAt: stage, observedAt: stage, phases: [{ phase: 'started', at: began }, { phase: 'started', at: stage }] });
    const found = { phase: 'succeeded', detectedBy: 'reconcile', occurredAfter: '2026-01-15T09:50:00.000Z' };
    await write({ range: { topic: 'culprit.changes.v1', partition: 1, first: 0, last: 4 }, changes: [
      rollout('canary', began, {}), staged, rollout('over', began, {}), rollout('missed', '2026-01-15T10:40:00.000Z', found), rollout('after', '2026-01-15T10:40:00.000Z', { ...found, occurredAfter: '2026-01-15T10:30:00.000Z' }),
    ] });
    const weighed = async (changeId: string) => {
      const { data, errors } = await ask(`{ incident(id: "incident-1") { weigh(changeId: "${changeId}") { eligible reason reasons { sentence } } } }`);
      expect(errors).toBeUndefined();
      return (data as { incident: { weigh: { eligible: boolean; reason: string; reasons: { sentence: string }[] } } }).incident.weigh;
    };
    expect(await weighed('canary')).toMatchObject({ eligible: true, reasons: expect.arrayContaining([{ sentence: expect.stringContaining('Roll out canary') }]) });
    expect(await weighed('missed')).toMatchObject({ eligible: true, reasons: expect.arrayContaining([{ sentence: expect.stringContaining('nobody saw when') }]) });
    expect(await weighed('over')).toMatchObject({ eligible: false, reason: expect.stringContaining('6 days before') });
    expect(await weighed('after')).toMatchObject({ eligible: false });
  });

  it('names the people and the commits of a suspect', async () => {
    const { data, errors } = await ask('{ incident(id: "incident-1") { suspects { change { people { name role } code { repository from to complete commits { sha title author at } } } } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ incident: { suspects: [{ change: {
      people: [{ name: 'mara', role: 'deployer' }, { name: 'pia', role: 'pusher' }, { name: 'ada', role: 'author' }],
      code: { repository: 'acme/rest-api', from: '9f8e7d6', to: WHOLE, complete: true, commits: [{ sha: WHOLE, title: 'Retry twice', author: 'ada', at: '2026-01-15T09:49:00.000Z' }] },
    } }] } });
  });

  it('follows what traces have not shown for long as far as the rules do, now or as of then', async () => {
    const lasting: Rules = { ...testRules, dependencies: { ...testRules.dependencies, halfLife: 44 * 86_400_000 } };
    const patient = await queryApi.start({ log, store, clock, logger: silentLogger, metrics: noMetrics, rules: async () => lasting }, queryApi.config.parse({ QUERY_API_PORT: 0, QUERY_API_SECONDS: 60 }));
    try {
      const question = '{ dependencies(service: "data-processor") { to confidence silentDays } service(name: "data-processor") { dependencies { to } } timelineBuckets(scope: { services: ["batch"], related: 1, direction: CALLERS }) { alerts } }';
      expect((await ask(question)).data).toEqual({ dependencies: [{ to: 'rest-api', confidence: 1, silentDays: 0 }], service: { dependencies: [{ to: 'rest-api' }] }, timelineBuckets: [] });
      expect((await ask(question, patient)).data).toMatchObject({
        dependencies: [{ to: 'batch', confidence: 0.5, silentDays: 44 }, { to: 'rest-api', confidence: 1, silentDays: 0 }], service: { dependencies: [{ to: 'batch' }, { to: 'rest-api' }] }, timelineBuckets: [{ alerts: 1 }],
      });
      expect((await ask('{ dependencies(service: "data-processor", asOf: "2025-12-03T00:00:00Z") { to confidence silentDays } }')).data).toEqual({ dependencies: [{ to: 'batch', confidence: 0.905724, silentDays: 1 }, { to: 'rest-api', confidence: 1, silentDays: 0 }] });
    } finally {
      await patient.stop();
    }
  });

  it('says that a cursor is none', async () => {
    expect(await ask('{ incidents(after: "nonsense") { nodes { id } } }')).toMatchObject({ errors: [{ message: expect.stringContaining('not a cursor of this list: nonsense') }] });
  });

  const inEnvironment: Readonly<Record<string, (environment: string) => string>> = {
    'Query.service': (e) => `{ service(name: "rest-api", environment: ${e}) { name environment } }`,
    'Query.dependencies': (e) => `{ dependencies(environment: ${e}) { from to environment } }`,
    'Query.coverage': (e) => `{ coverage(environment: ${e}) { source } }`,
    Scope: (e) => `{ timeline(scope: { environment: ${e} }) { edges { node { __typename } } } changes(filter: { scope: { environment: ${e} } }) { nodes { id } } timelineBuckets(scope: { environment: ${e} }) { changes } }`,
    ServiceFilter: (e) => `{ services(filter: { environment: ${e} }) { nodes { name } } }`,
    AlertFilter: (e) => `{ alerts(filter: { environment: ${e} }) { nodes { id } } }`,
    IncidentFilter: (e) => `{ incidents(filter: { environment: ${e} }) { nodes { id } } }`,
  };

  it('knows an environment by all its names, wherever one can be asked for', async () => {
    const named = async (name: string) => Promise.all(Object.values(inEnvironment).map((question) => ask(question(name))));
    const canonical = await named('"production"');
    expect(canonical.filter(({ errors }) => errors !== undefined)).toEqual([]);
    expect(await named('" Prod "')).toEqual(canonical);
    const elsewhere = await named('"staging"');
    // all but coverage, of which there is none
    expect(canonical.filter((answer, i) => JSON.stringify(answer) !== JSON.stringify(elsewhere[i]))).toHaveLength(canonical.length - 1);
  }, 60_000);

  it('has no other place to ask for an environment than those', async () => {
    const text = await ask('{ __schema { queryType { fields { name args { name } } } types { kind name inputFields { name } } } }');
    const { __schema: schema } = text.data as { __schema: { queryType: { fields: { name: string; args: { name: string }[] }[] }; types: { kind: string; name: string; inputFields: { name: string }[] | null }[] } };
    const places = [
      ...schema.queryType.fields.filter(({ args }) => args.some(({ name }) => name === 'environment')).map(({ name }) => `Query.${name}`),
      ...schema.types.filter(({ inputFields }) => inputFields?.some(({ name }) => name === 'environment')).map(({ name }) => name),
    ];
    expect(places.sort()).toEqual(Object.keys(inEnvironment).sort());
  });

  it('refuses the cursor of one list in another', async () => {
    const { data } = await ask('{ alerts { edges { cursor } } }');
    const cursor = (data as { alerts: { edges: { cursor: string }[] } }).alerts.edges[0]?.cursor;
    expect(await ask(`{ incidents(after: "${cursor}") { nodes { id } } }`)).toMatchObject({
      errors: [{ message: expect.stringContaining('after: a cursor of alerts, not of incidents'), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});
