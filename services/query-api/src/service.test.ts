import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { testRules } from '@culprit/domain/testing';
import { StoreUnavailable, InvalidCursor, silentLogger, type Logger } from '@culprit/ports';
import { anIncident } from './fixtures/incident.js';
import { held } from './fixtures/memory-store.js';
import { running } from './fixtures/running.js';
import { limits } from './limits/check.js';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});
const start = async (options?: Parameters<typeof running>[0]) => {
  const api = await running(options);
  started.push(api);
  return api;
};

describe('queries over HTTP', () => {
  it('answers an incident with its suspects, in the words of the contract, with and without JIT', async () => {
    const { ask } = await start();
    const query = `query($filter: IncidentFilter) { incidents(filter: $filter) { streamCursor pageInfo { hasNextPage endCursor } edges { cursor } nodes {
      id status severity affected { role owner } alerts { id class source { provider } labels entities } feedback { verdict by }
      suspects { rank verdict linked { id } path change { kind phase service mappedBy outOfBand actor { name kind basis } diff { path before after redacted } revision { commit previousCommit } } } } } }`;
    const first = await ask(query, { filter: { status: 'OPEN' } });
    expect(first.errors).toBeUndefined();
    expect(first.data).toMatchObject({
      incidents: {
        pageInfo: { hasNextPage: false, endCursor: '1' },
        nodes: [{
          status: 'OPEN', severity: 'CRITICAL', affected: [{ role: 'ALERTING', owner: 'team-data' }],
          alerts: [{ id: 'alert-1', class: 'ERRORS', source: { provider: 'datadog' }, labels: {}, entities: [] }],
          feedback: [{ verdict: 'CONFIRMED', by: 'mara' }],
          suspects: [{
            rank: 1, verdict: 'CONFIRMED', linked: [], path: ['data-processor', 'rest-api'],
            change: {
              kind: 'DEPLOYMENT', phase: 'SUCCEEDED', service: 'rest-api', mappedBy: 'alias shop/deployment/rest-api', outOfBand: false,
              actor: { name: 'mara', kind: 'HUMAN', basis: 'sender' },
              diff: [{ path: 'spec.replicas', before: 50, after: 5, redacted: false }, { redacted: false }],
              revision: { commit: 'abc1234', previousCommit: '9f8e7d6' },
            },
          }],
        }],
      },
    });
    for (let i = 0; i < 3; i += 1) expect(await ask(query, { filter: { status: 'OPEN' } })).toEqual(first);
  });

  it('a suspect\'s change is on the services that the change is on, whatever its sender called them', async () => {
    const data = held();
    const [told] = anIncident().suspects;
    if (told === undefined) throw new Error('the fixture has a suspect');
    const saying = (services: string[]): void => void (data.incidents = [anIncident({ suspects: [{ ...told, change: { ...told.change, services } }] })]);
    data.changes = data.changes.map((change) => ({ ...change, services: ['rest-api', 'data-processor'], mappedBy: 'pattern acme/*' }));
    const { ask } = await start({ data });
    const asked = async () => {
      const { data: answer, errors } = await ask('{ incident(id: "incident-1") { suspects { change { service services mappedBy } } } change(id: "change-1") { service services mappedBy } }');
      expect(errors).toBeUndefined();
      const { incident, change } = answer as unknown as { incident: { suspects: { change: unknown }[] }; change: unknown };
      return [incident.suspects[0]?.change, change];
    };
    for (const services of [[], ['rest-api-svc']]) {
      saying(services);
      const [suspected, now] = await asked();
      expect(now).toEqual({ service: 'rest-api', services: ['rest-api', 'data-processor'], mappedBy: 'pattern acme/*' });
      expect(suspected).toEqual(now);
    }
    data.changes = [];
    saying([]);
    expect(await asked()).toEqual([{ service: 'rest-api', services: ['rest-api'], mappedBy: 'unknown' }, null]);
  });

  it('knows environments by the names that the configuration gives them', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'environments-'));
    try {
      const file = join(directory, 'environments.yaml');
      await writeFile(file, '- name: prod\n  aliases: [live-eu, production]\n- name: test\n');
      const { ask } = await start({ env: { ENVIRONMENTS_FILE: file } });
      const answer = await ask('{ a: service(name: "rest-api", environment: "LIVE-EU") { environment } b: service(name: "rest-api", environment: "production") { environment } c: service(name: "rest-api", environment: "test") { environment } }');
      expect(answer).toEqual({ status: 200, data: { a: { environment: 'prod' }, b: { environment: 'prod' }, c: null } });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('answers everything else that the schema has', async () => {
    const data = held();
    data.timeline.push({ at: '2026-01-15T10:00:00.000Z', hops: 0, service: 'data-processor', kind: 'incident', node: anIncident() });
    const { ask } = await start({ data });
    const answer = await ask(`{
      services { nodes { name health replicas { ready } lastChange { title kind } openIncidents { id } dependencies { to confidence } dependents { from } } }
      service(name: "rest-api") { dependents { from } timeline { edges { hops node { __typename ... on Incident { headline } } } } incidents { nodes { id } } }
      changes(filter: { kinds: [DEPLOYMENT, FEATURE_FLAG], last: "PT1H" }) { nodes { id linked { id } incidents { nodes { id } } attributes } }
      alerts(filter: { status: FIRING }) { nodes { id } }
      timeline(scope: { services: ["data-processor"] }, kinds: [INCIDENT]) { edges { at service node { ... on Incident { id status } } } }
      timelineBuckets(scope: {}) { service changes alerts incidents }
      dependencies(direction: BOTH) { from to environment kind confidence validFrom }
      coverage { source gaps { source instance from reason to } }
      unmapped { nodes { entity count } }
    }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      services: { nodes: [
        { name: 'data-processor', health: 'UNHEALTHY', lastChange: null, openIncidents: [{ id: 'incident-1' }], dependencies: [{ to: 'rest-api', confidence: 1 }], dependents: [] },
        { name: 'rest-api', lastChange: { title: 'Deploy rest-api 2.4.1', kind: 'DEPLOYMENT' }, openIncidents: [], dependencies: [], dependents: [{ from: 'data-processor' }] },
      ] },
      service: { timeline: { edges: [{ hops: 0, node: { __typename: 'Incident' } }] } },
      timelineBuckets: [{ service: '', changes: 1, alerts: 2, incidents: 3 }],
      coverage: [{ gaps: [{ source: 'kubernetes', instance: 'eu-1', to: null }] }],
      unmapped: { nodes: [{ entity: 'acme/unknown', count: 7 }] },
    });
  });

  it('asks the store once for all nested things of one kind', async () => {
    const data = held();
    data.incidents = Array.from({ length: 50 }, (_, i) => anIncident({ id: `incident-${i}` }));
    const { ask } = await start({ data });
    const { errors } = await ask('{ incidents { nodes { alerts { id } feedback { by } suspects { verdict linked { id } } } } services { nodes { lastChange { id } openIncidents { id } dependencies { to } } } }');
    expect(errors).toBeUndefined();
    expect(Object.fromEntries(data.asked)).toEqual({ incidents: 2, alerts: 1, feedback: 1, changesByIds: 1, services: 1, lastChanges: 1, dependencies: 1 });
  });

  it('judges an incident once for all changes that one query weighs', async () => {
    const data = held();
    const [change] = data.changes;
    if (change === undefined) throw new Error('the store holds a change');
    const others = ['b', 'c', 'd', 'e', 'f'].map((id, i) => ({ ...change, id, title: `Deploy ${id}`, identities: [], occurredAt: `2026-01-15T09:3${i}:00.000Z` }));
    data.changes.push(...others);
    data.alerts.push({ id: 'alert-1', fingerprint: 'datadog:1', service: 'data-processor', services: ['data-processor'], class: 'errors', status: 'firing', severity: 'critical', title: 'Errors', startsAt: '2026-01-15T10:00:00.000Z',
      updatedAt: '2026-01-15T10:00:00.000Z', observedAt: '2026-01-15T10:00:00.000Z', environment: 'prod', entities: [], labels: {}, links: [], source: { provider: 'datadog' } });
    const { ask } = await start({ data, rules: testRules });
    const answer = await ask(`{ incident(id: "incident-1") { ${others.map(({ id }) => `${id}: weigh(changeId: "${id}") { eligible rank reason }`).join(' ')} } other: incident(id: "incident-1") { weigh(changeId: "b") { rank } } }`);
    expect(answer.errors).toBeUndefined();
    const { incident, other } = answer.data as unknown as { incident: Record<string, { rank: number; reason: string }>; other: object };
    expect(Object.values(incident).map(({ rank }) => rank)).toEqual([6, 5, 4, 3, 2]);
    expect(other).toEqual({ weigh: { rank: 6 } });
    expect(incident['b']?.reason).toMatch(/^6 of 6 candidates with [\d.]+ %; only the first is named\. Behind mara's "Deploy rest-api 2.4.1", 60 s before data-processor alerted \(\d+ %\)\. What makes/);
    expect(Object.fromEntries(data.asked)).toMatchObject({ catalogStatements: 1, dependencyStatements: 1, changesAround: 1 });
  });

  it('what a person asked wrongly is said', async () => {
    const { ask, data } = await start();
    const fault = async (query: string) => (await ask(query)).errors?.[0];
    expect(await fault('{ incidents(first: 200) { nodes { id } } }')).toBeUndefined();
    expect(await fault('{ incidents(first: 201) { nodes { id } } }')).toMatchObject({ message: 'first: a page has 1 to 200 items, not 201', extensions: { code: 'BAD_USER_INPUT' } });
    expect(await fault('{ incidents(first: 0) { nodes { id } } }')).toMatchObject({ message: 'first: a page has 1 to 200 items, not 0' });
    expect((await fault('{ changes(filter: { last: "1 hour" }) { nodes { id } } }'))?.message).toContain('expected an ISO 8601 duration such as PT5M');
    expect((await fault('{ changes(filter: { from: "yesterday" }) { nodes { id } } }'))?.message).toContain('expected an RFC 3339 time');
    expect((await fault('{ timeline(scope: { related: 11 }) { pageInfo { hasNextPage } } }'))?.message).toBe('related: 0 to 10 hops, not 11');
    expect(await fault('{ timeline(scope: { related: 10 }) { pageInfo { hasNextPage } } dependencies(depth: 10) { to } timelineBuckets(scope: {}, buckets: 500) { changes } }')).toBeUndefined();
    expect((await fault('{ dependencies(depth: 11) { to } }'))?.message).toBe('depth: 1 to 10 hops, not 11');
    expect((await fault('{ timelineBuckets(scope: {}, buckets: 501) { changes } }'))?.message).toBe('buckets: 1 to 500, not 501');
    for (const wrong of ['1e400', '-0.1', '1.5']) expect((await fault(`{ incidents(filter: { minProbability: ${wrong} }) { nodes { id } } }`))?.message).toContain('minProbability: 0 to 1, not');
    expect((await fault('{ incidents { nodes { nme } } }'))?.message).toContain('Cannot query field "nme"');
    data.before = () => Promise.reject(new InvalidCursor('xyz'));
    expect(await fault('{ incidents(after: "xyz") { nodes { id } } }')).toMatchObject({ message: 'after: not a cursor of this list: xyz', extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('our own faults are told as an id, under which the log has the rest', async () => {
    const lines: Record<string, unknown>[] = [];
    const logger: Logger = { ...silentLogger, error: (_message, facts) => void lines.push({ ...facts }), child: () => logger };
    const { ask, data } = await start({ logger });
    data.before = () => Promise.reject(new StoreUnavailable('connect ECONNREFUSED 10.1.2.3:8123'));
    const { errors, status } = await ask('{ incidents { nodes { id } } }');
    const errorId = String(errors?.[0]?.extensions?.['errorId']);
    expect(status).toBe(200);
    expect(errors).toMatchObject([{ message: `internal error ${errorId}`, extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(errors)).not.toContain('10.1.2.3');
    expect(lines).toMatchObject([{ errorId, error: expect.any(StoreUnavailable) }]);
  });
});

describe('limits of a request', () => {
  it('a query above a limit is refused with 400, with JIT too', async () => {
    const { ask } = await start();
    const of = (last: string): string => `{ change(id: "change-1") { incidents(first: 1) { nodes { suspects { change { incidents(first: 1) { nodes { suspects { ${last} } } } } } } } } }`;
    expect((await ask(of('rank'))).errors).toBeUndefined();
    for (let i = 0; i < 3; i += 1) {
      expect(await ask(of('change { id }'))).toMatchObject({ status: 400, errors: [{ message: expect.stringContaining('nested too deep: 9'), extensions: { code: 'QUERY_TOO_LARGE' } }] });
    }
    // The cost depends on variables: a cached document is weighed again.
    const nested = 'query($n: Int!) { incidents(first: $n) { nodes { suspects { change { linked { linked { id } } } } } } }';
    expect((await ask(nested, { n: 5 })).errors).toBeUndefined();
    expect((await ask(nested, { n: 5 })).errors).toBeUndefined();
    expect(await ask(nested, { n: 200 })).toMatchObject({ status: 400, errors: [{ message: expect.stringContaining('costs too much') }] });
  });

  it('tokens: 1000 are read, 1001 are not', async () => {
    const { ask } = await start();
    const of = (tokens: number): string => `{ changes(filter: { entities: [${'"x" '.repeat(tokens - 19)}] }) { nodes { id } } }`;
    expect(of(19).match(/\w+|[{}()[\]:]/g)).toHaveLength(19);
    expect((await ask(of(limits.tokens))).errors).toBeUndefined();
    expect(await ask(of(limits.tokens + 1))).toMatchObject({ status: 400, errors: [{ message: expect.stringContaining('more that 1000 tokens') }] });
  });

  it('batches, bodies that are too large or no JSON, and requests that a foreign page could send are refused', async () => {
    const { url, ask } = await start();
    const post = async (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) => {
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
      return { status: response.status, text: await response.text() };
    };
    expect((await post('[{"query":"{ __typename }"}]')).status).toBe(400);
    const sized = (bytes: number): string => JSON.stringify({ query: '{ __typename }' }).padEnd(bytes, ' ');
    expect((await post(sized(256 * 1024))).status).toBe(200);
    expect((await post(sized(256 * 1024 + 1))).status).toBe(413);
    expect(await post('{"query"')).toMatchObject({ status: 400, text: expect.not.stringContaining('internal error') });
    // Mercurius would take a document that is parsed already, past the limit of tokens.
    const parsed = JSON.stringify(parse('{ __typename }', { noLocation: true }));
    for (const query of [parsed, '1', 'true', 1, '{}', '[]']) {
      expect(await post(JSON.stringify({ query }))).toMatchObject({ status: 400, text: expect.stringContaining('"query: not GraphQL"') });
    }
    expect((await post('query={__typename}', { 'content-type': 'text/plain' })).status).toBeGreaterThanOrEqual(400);
    expect((await fetch(`${url}/graphql?query={__typename}`)).status).toBe(400);
    expect((await ask(getIntrospectionQuery())).errors).toBeUndefined();
  });
});

describe('who may ask', () => {
  const TOKEN = 'a-token-of-some-length';

  it('with a token only those who carry it', async () => {
    const { ask, url } = await start({ env: { QUERY_API_TOKEN: TOKEN } });
    expect(await ask('{ __typename }')).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect((await ask('{ __typename }', {}, { authorization: `Bearer ${TOKEN}x` })).status).toBe(401);
    expect((await ask('{ __typename }', {}, { authorization: `Bearer ${TOKEN}` })).data).toEqual({ __typename: 'Query' });
    expect((await fetch(url)).status).toBe(200); // The page asks for the token.
  });

  it('an address that others reach is refused without one, in words', async () => {
    await expect(start({ env: { HOST: '0.0.0.0' } })).rejects.toThrow(/HOST=0\.0\.0\.0 would let everybody.*QUERY_API_TOKEN/);
  });

  it('a port that is taken is named by its variable', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    await expect(start({ env: { QUERY_API_PORT: String(port) } })).rejects.toThrow(`port ${port} of 127.0.0.1 is taken by another program: end it, or set QUERY_API_PORT to a free one`);
    await new Promise((resolve) => other.close(resolve));
  });
});
