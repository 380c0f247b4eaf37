import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openClickHouseStore } from '@culprit/clickhouse';
import { collectorWebhooks } from '@culprit/collector-webhooks';
import { topics } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { eventRecord, type RunningService, type Service } from '@culprit/nest';
import { noMetrics, silentLogger, systemClock, type EventLog, type ReadStore } from '@culprit/ports';
import { projector } from '@culprit/projector';
import { queryApi } from '@culprit/query-api';

let folder: string;
let log: EventLog;
let store: ReadStore;
let hooks: string;
let api: string;
const services: RunningService[] = [];

const start = async <C extends Service>(service: C, env: Record<string, unknown>): Promise<RunningService> => {
  const running = await service.start({ log, store, clock: systemClock, logger: silentLogger, metrics: noMetrics }, service.config.parse(env));
  services.unshift(running);
  return running;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-names-'));
  log = await openEmbeddedLog({ path: join(folder, 'log.db') });
  store = await openClickHouseStore({ path: join(folder, 'store') });
  await log.ensureTopics(Object.values(topics));
  await start(projector as unknown as Service, {});
  const { port } = (await start(queryApi as unknown as Service, { QUERY_API_PORT: 0, QUERY_API_SECONDS: 60 })) as RunningService & { port: number };
  api = `http://127.0.0.1:${port}`;
  const collector = (await start(collectorWebhooks, { COLLECTOR_WEBHOOKS_PORT: 0, CATALOG_FILES: join(folder, 'names/*.yaml') })) as RunningService & { url: string };
  hooks = collector.url;
}, 180_000);
afterAll(async () => {
  for (const service of services) await service.stop();
  await log?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

interface Answer { readonly data: never; readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] }
const ask = async (query: string, variables: object = {}): Promise<Answer> =>
  (await fetch(`${api}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) })).json() as Promise<Answer>;
const data = async <T>(query: string, variables: object = {}): Promise<T> => {
  const answer = await ask(query, variables);
  if (answer.errors !== undefined) throw new Error(answer.errors.map(({ message }) => message).join('; '));
  return answer.data;
};
const post = async (path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${hooks}/v1/${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(200);
};
const until = async <T>(question: () => Promise<T>, holds: (answer: T) => boolean, ms = 60_000): Promise<T> => {
  for (const end = Date.now() + ms; ;) {
    const answer = await question();
    if (holds(answer)) return answer;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer).slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const now = Date.now();
const about = (entity: string, count: number, prefix: string): object[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}-${i}`, title: `Change ${i}`, kind: 'deployment', entities: [entity], environment: 'prod', occurredAt: new Date(now - i * 60_000).toISOString(), source: { provider: 'acme-ci' } }));
const unmapped = async (): Promise<string[]> => {
  const answer = await data<{ unmapped: { nodes: { provider: string; entity: string; count: number }[] } }>('{ unmapped { nodes { provider entity count } } }');
  return answer.unmapped.nodes.map(({ provider, entity, count }) => `${provider} ${entity} ${count}`);
};
const timeline = async (service: string): Promise<string[]> => {
  const answer = await data<{ changes: { nodes: { id: string }[] } }>('query ($scope: Scope!) { changes(filter: { scope: $scope }, first: 200) { nodes { id } } }', { scope: { services: [service] } });
  return answer.changes.nodes.map(({ id }) => id);
};
const mapEntity = 'mutation ($provider: String!, $entity: String!, $service: String!, $environment: String) { mapEntity(provider: $provider, entity: $entity, service: $service, environment: $environment) { name environment aliases health } }';
interface Mapped { readonly mapEntity: { readonly name: string; readonly environment: string | null; readonly aliases: readonly string[] } }

describe('names, from what people say to what is answered', () => {
  it('200 events of an entity that nobody knows: counted, mapped, and then in the timeline once each', async () => {
    const events = about('acme/cart-api', 200, 'cart');
    await post('changes', events);
    await post('changes', [...events.slice(0, 20), ...about('acme/other', 3, 'other')]);
    expect(await until(unmapped, (rows) => rows.length === 2 && rows.every((row) => / (200|3)$/.test(row)))).toEqual(['acme-ci acme/cart-api 200', 'acme-ci acme/other 3']);
    const page = (after: string | null) => data<{ unmapped: { nodes: { entity: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }>('query ($after: String) { unmapped(first: 1, after: $after) { nodes { entity } pageInfo { hasNextPage endCursor } } }', { after });
    const first = (await page(null)).unmapped;
    expect([first.nodes, first.pageInfo.hasNextPage, (await page(first.pageInfo.endCursor)).unmapped.nodes]).toEqual([[{ entity: 'acme/cart-api' }], true, [{ entity: 'acme/other' }]]);

    const { mapEntity: mapped } = await data<Mapped>(mapEntity, { provider: 'acme-ci', entity: 'acme/cart-api', service: 'cart' });
    expect(mapped).toMatchObject({ name: 'cart', aliases: ['acme/cart-api'] });
    const found = await until(() => timeline('cart'), (ids) => ids.length >= 200);
    expect([found.length, new Set(found).size]).toEqual([200, 200]);
    expect(await until(unmapped, (rows) => rows.length === 1)).toEqual(['acme-ci acme/other 3']);
  }, 180_000);

  it('two people who map two entities to one service at once: both count', async () => {
    const entities = ['Cart (prod)', 'registry.acme/cart', 'cart.deploy'];
    await Promise.all(entities.map((entity) => data<Mapped>(mapEntity, { provider: 'pagerduty', entity, service: 'cart' })));
    const wanted = [...entities, 'acme/cart-api'];
    const aliases = async () => (await data<{ service: { aliases: string[] } }>('{ service(name: "cart") { aliases } }')).service.aliases;
    expect(await until(aliases, (all) => wanted.every((alias) => all.includes(alias)))).toEqual(expect.arrayContaining(wanted));
  }, 180_000);

  it('a mapping that was wrong is corrected by the next, and history follows', async () => {
    const { mapEntity: moved } = await data<Mapped>(mapEntity, { provider: 'acme-ci', entity: 'acme/cart-api', service: 'basket' });
    expect(moved).toMatchObject({ name: 'basket', aliases: ['acme/cart-api'] });
    expect((await until(() => timeline('basket'), (ids) => ids.length === 200)).length).toBe(200);
    expect(await until(() => timeline('cart'), (ids) => ids.length === 0)).toEqual([]);
  }, 180_000);

  it('what cannot be mapped, or recorded, is said in words', async () => {
    const fault = async (query: string, variables: object) => (await ask(query, variables)).errors?.[0];
    expect(await fault(mapEntity, { provider: ' ', entity: 'x', service: 'y' })).toMatchObject({ message: 'provider: must not be empty', extensions: { code: 'BAD_USER_INPUT' } });
    expect(await fault(mapEntity, { provider: 'p', entity: 'x', service: 'y', environment: '' })).toMatchObject({ message: expect.stringContaining('environment: must not be empty') });
    await post('services', { name: 'shop', aliases: ['acme/shop'] });
    expect(await fault(mapEntity, { provider: 'github', entity: 'acme/shop', service: 'cart' })).toMatchObject({ message: expect.stringContaining('other services answer to acme/shop already'), extensions: { code: 'BAD_USER_INPUT' } });
    expect(await fault('mutation { recordChange(title: "x", services: []) { id } }', {})).toMatchObject({ message: expect.stringContaining('services: name at least one'), extensions: { code: 'BAD_USER_INPUT' } });
    expect(await fault('mutation { recordChange(title: "x", services: ["a"], occurredAt: "yesterday") { id } }', {})).toMatchObject({ message: expect.stringContaining('expected an RFC 3339 time') });
    expect((await fetch(`${api}/graphql?query=${encodeURIComponent('mutation { recordChange(title: "x", services: ["a"]) { id } }')}`, { headers: { 'content-type': 'application/json' } })).status).toBeGreaterThanOrEqual(400);
  }, 180_000);

  it('a change that somebody records is answered whole, is durable, and can be asked for at once', async () => {
    const query = `mutation { recordChange(title: "Raised the pool size", services: ["basket", "db"], environment: "PRD", url: "https://wiki.example/1") {
      id kind phase title service services mappedBy environment actor { kind basis } source { provider url } links { url } occurredAt linked { id } incidents { nodes { id } } diff { path } } }`;
    const { recordChange: recorded } = await data<{ recordChange: { id: string } }>(query);
    expect(recorded).toMatchObject({
      kind: 'CUSTOM', phase: 'SUCCEEDED', title: 'Raised the pool size', service: 'basket', services: ['basket', 'db'], mappedBy: 'sender', environment: 'production', actor: { kind: 'HUMAN', basis: 'sender' },
      source: { provider: 'custom', url: 'https://wiki.example/1' }, links: [{ url: 'https://wiki.example/1' }], linked: [], incidents: { nodes: [] }, diff: [],
    });
    // a mutation waits 2 s for that, and a machine that is busy may take longer
    const { change } = await until(() => data<{ change: { title: string } | null }>('query ($id: ID!) { change(id: $id) { title } }', { id: recorded.id }), (told) => told.change !== null);
    expect(change?.title).toBe('Raised the pool size');
  }, 180_000);

  it('a file of names: what a cluster calls otherwise, what a service owns, and what Backstage says', async () => {
    await log.append([eventRecord({ kind: 'service', event: {
      name: 'pay-api', environment: 'production', source: 'kubernetes/eu-1', aliases: ['shop/deployment/pay-api'], owns: [], links: [], repositories: [], images: [], dependsOn: [], observedAt: new Date().toISOString(),
      workloads: [{ cluster: 'eu-1', namespace: 'shop', kind: 'Deployment', name: 'pay-api', desired: 3, ready: 3, health: 'HEALTHY', images: [] }],
    } })]);
    await post('changes', [...about('shop/deployment/pay-api', 1, 'rollout'), ...about('launchdarkly:flag/acme/pay-fast', 1, 'flag'), ...about('statuspage:component/Stripe API', 1, 'stripe'), ...about('acme/ledger', 1, 'ledger')]);
    await mkdir(join(folder, 'names'));
    await writeFile(join(folder, 'names/pay.yaml'), '- name: payments\n  aliases: [pay-api]\n  owns: ["launchdarkly:flag/acme/pay-*", "statuspage:component/Stripe API"]\n  owner: team-pay\n  dependsOn: [ledger]\n');
    await writeFile(join(folder, 'names/catalog-info.yaml'), 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ledger\n  annotations: { github.com/project-slug: acme/ledger }\nspec: { type: service, lifecycle: production, owner: group:team-money, system: money }\n');
    expect((await until(() => timeline('payments'), (ids) => ids.length === 3)).sort()).toEqual(['flag-0', 'rollout-0', 'stripe-0']);
    expect(await until(() => timeline('ledger'), (ids) => ids.length === 1)).toEqual(['ledger-0']);
    const question = '{ service(name: "payments") { environment owner replicas { desired ready } dependencies { to } } ledger: service(name: "ledger") { owner system repositories } services(first: 200) { nodes { name } } }';
    const answer = await until(
      () => data<{ service: { dependencies: object[]; replicas: object | null } | null; services: { nodes: { name: string }[] } }>(question),
      ({ service, services: { nodes } }) => service?.dependencies.length === 1 && service.replicas !== null && !nodes.some(({ name }) => name === 'pay-api'),
    );
    expect(answer).toMatchObject({ service: { environment: 'production', owner: 'team-pay', replicas: { desired: 3, ready: 3 }, dependencies: [{ to: 'ledger' }] }, ledger: { owner: 'team-money', system: 'money', repositories: ['acme/ledger'] } });
  }, 180_000);
});
