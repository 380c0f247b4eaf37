import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import { collectorOtel } from '@culprit/collector-otel';
import { instrumented, type Instrumented } from '@culprit/collector-otel/testing';
import { collectorWebhooks } from '@culprit/collector-webhooks';
import { correlator } from '@culprit/correlator';
import { topics, type Incident } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { parseRecord, type RunningService, type Service } from '@culprit/nest';
import { noMetrics, silentLogger, systemClock, type EventLog, type ReadStore, type Reader } from '@culprit/ports';

const PAGE = 'a-token-of-the-page';

let folder: string;
let log: EventLog;
let hooks: string;
let incidents: Reader;
const newest = new Map<string, Incident>();
const running: RunningService[] = [];
const services: Instrumented[] = [];

const start = async (service: Service, env: Record<string, unknown>): Promise<string> => {
  const one = await service.start({ log, store: undefined as unknown as ReadStore, clock: systemClock, logger: silentLogger, metrics: noMetrics }, service.config.parse(env));
  running.unshift(one);
  return 'url' in one ? String(one.url) : '';
};
const post = async (path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${hooks}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  expect([path, response.status]).toEqual([path, 200]);
};
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const incidentOn = async (service: string, holds: (incident: Incident) => boolean): Promise<Incident | undefined> => {
  const found = (): Incident | undefined => [...newest.values()].find((incident) => incident.services.includes(service));
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const incident = found();
    if (incident !== undefined && holds(incident)) return incident;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return found();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-traces-'));
  log = await openEmbeddedLog({ path: join(folder, 'log.db') });
  await log.ensureTopics(Object.values(topics));
  await writeFile(join(folder, 'endpoints.yaml'), `- provider: statuspage\n  name: stripe\n  secrets: [{ env: PAGE_TOKEN }]\n  settings: { vendor: Stripe }\n`);
  incidents = await log.read({ topics: [topics.incidents.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      const incident = parseRecord('incident', record);
      if (incident.ok) newest.set(incident.event.id, incident.event);
    }
  });
  await start(correlator, {});
  const withToken = { ...collectorWebhooks, start: (world, config) => collectorWebhooks.start({ ...world, variable: () => PAGE }, config) } satisfies Service;
  hooks = await start(withToken, { COLLECTOR_WEBHOOKS_PORT: 0, ENDPOINTS_FILE: join(folder, 'endpoints.yaml') });
  const otlp = await start(collectorOtel as unknown as Service, { COLLECTOR_OTEL_PORT: 0, COLLECTOR_OTEL_WAIT_SECONDS: 1 });

  const [front, cart, pay] = ['front', 'cart', 'pay'].map((name) => {
    const service = instrumented(name, otlp);
    services.push(service);
    return service;
  }) as [Instrumented, Instrumented, Instrumented];
  const atCart = cart.span(SpanKind.SERVER, {}, front.span(SpanKind.CLIENT, { 'server.address': 'cart' }));
  const atPay = pay.span(SpanKind.SERVER, {}, cart.span(SpanKind.CLIENT, { 'server.address': 'pay' }, atCart));
  pay.span(SpanKind.CLIENT, { 'server.address': 'api.stripe.com' }, atPay);
  await Promise.all(services.map((service) => service.flush()));
}, 180_000);
afterAll(async () => {
  for (const service of [...services, ...running]) await service.stop();
  await incidents?.stop();
  await log?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('what traces alone tell of calls', () => {
  it('leads from an alert to a change two calls away', async () => {
    await post('/v1/changes', { id: 'pool-of-pay', service: 'pay', environment: 'production', kind: 'config', title: 'Lower the pool of pay', occurredAt: ago(180) });
    await post('/v1/alerts', { id: 'front-errors', service: 'front', environment: 'production', class: 'errors', severity: 'critical', title: 'front fails', startsAt: ago(60) });
    const incident = await incidentOn('front', ({ suspects }) => suspects.length > 0);
    expect(incident?.suspects[0]).toMatchObject({ service: 'pay', changeIds: ['pool-of-pay'], path: ['front', 'cart', 'pay'] });
  }, 120_000);

  it('leads to what the status page of an outside host tells, where the catalog ties the two', async () => {
    await post('/v1/services', { name: 'stripe', owns: ['api.stripe.com', 'statuspage:component/Stripe API'] });
    const at = ago(90);
    await post(`/webhooks/statuspage/stripe/${PAGE}`, {
      page: { id: 'p1' },
      incident: {
        id: 'i1', name: 'Elevated API errors', status: 'investigating', impact: 'major', created_at: at, updated_at: at,
        incident_updates: [{ id: 'u1', status: 'investigating', body: 'We are looking into it.', created_at: at, display_at: at, affected_components: [{ code: 'c1', name: 'API', old_status: 'operational', new_status: 'major_outage' }] }],
      },
    });
    // declared and discovered calls stand in the same graph
    await post('/v1/dependencies', { from: 'shop', to: 'pay', environment: 'production' });
    await post('/v1/alerts', { id: 'shop-errors', service: 'shop', environment: 'production', class: 'errors', severity: 'critical', title: 'shop fails', startsAt: ago(30) });
    const incident = await incidentOn('shop', ({ suspects }) => suspects.some(({ service }) => service === 'stripe'));
    expect(incident?.suspects.find(({ service }) => service === 'stripe')).toMatchObject({
      change: { kind: 'third-party', entities: expect.arrayContaining(['statuspage:component/Stripe API']) }, path: expect.arrayContaining(['pay', 'stripe']),
    });
  }, 120_000);
});
