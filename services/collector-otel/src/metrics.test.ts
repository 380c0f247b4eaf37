import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shippedEnvironments } from '@culprit/domain';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { ServiceGraph } from './edges/service-graph.js';
import type { Point } from './otlp/batch.js';
import { startRig, type Rig } from './testing/rig.js';
import { until } from './testing/until.js';

const NOW = Date.parse('2026-01-15T10:00:00.000Z');
const point = (attributes: Record<string, string>, value: number, more: Partial<Point> = {}): Point => ({ attributes: new Map(Object.entries({ client: 'front', server: 'cart', ...attributes })), value, since: 0, delta: false, ...more });
const graph = () => new ServiceGraph(shippedEnvironments, '');
const read = (of: ServiceGraph, points: readonly Point[], now = NOW) => of.read({ resource: new Map(), items: points }, now).map(({ from, to, kind, environment, cluster }) => [from, to, kind, environment ?? '', cluster ?? ''].join(' ').trim());

describe('the counts of a service graph', () => {
  it('are edges, of the environment and cluster that the calling side is in', () => {
    expect(read(graph(), [
      point({ 'client_deployment.environment.name': 'prod', 'server_deployment.environment.name': 'stg', 'client_k8s.cluster.name': 'eu-1' }, 1),
      point({ server: 'orders', connection_type: 'database', client_deployment_environment: 'live' }, 1),
      point({ server: 'mail', connection_type: 'messaging_system' }, 1),
      point({ server: 'api.stripe.com', connection_type: 'virtual_node', virtual_node: 'server' }, 1),
    ])).toEqual(['front cart call production eu-1', 'front orders database production', 'front mail messaging', 'front api.stripe.com external']);
  });

  it('tell nothing of who calls from outside, nor of an address', () => {
    expect(read(graph(), [point({ client: 'user' }, 1), point({ client: 'browser', virtual_node: 'client' }, 1), point({ server: '10.0.0.1', virtual_node: 'server' }, 1), point({ server: 'front' }, 1)])).toEqual([]);
  });

  it('that stand still are calls that nobody made', () => {
    const counts = graph();
    expect([5, 5, 7, 7, 2].map((value) => read(counts, [point({}, value)]).length)).toEqual([1, 0, 1, 0, 1]);
    expect(read(counts, [point({}, 0)])).toEqual([]);
  });

  it('of ten thousand services that call five each are all followed', () => {
    const counts = graph();
    const all = (value: number): Point[] => Array.from({ length: 60_000 }, (_, i) => point({ client: `c${i % 10_000}`, server: `s${i}` }, value));
    expect([1, 1, 2].map((value) => read(counts, all(value)).length)).toEqual([60_000, 0, 60_000]);
  });

  it('that began long ago count once they move; those since the last time count whenever there are some', () => {
    const counts = graph();
    const old = { since: NOW - 3_600_000 };
    expect([read(counts, [point({}, 5, old)]).length, read(counts, [point({}, 6, old)]).length]).toEqual([0, 1]);
    expect([3, 3, 0].map((value) => read(graph(), [point({}, value, { delta: true })]).length)).toEqual([1, 1, 0]);
  });
});

describe('the official SDK for metrics', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.stop());

  it('sends them as the connector does', async () => {
    const reader = new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: `${rig.collector.url}/v1/metrics` }), exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ resource: resourceFromAttributes({ 'deployment.environment.name': 'production' }), readers: [reader] });
    const meter = provider.getMeter('servicegraph');
    meter.createCounter('traces_service_graph_request_total').add(3, { client: 'front', server: 'cart', connection_type: '', failed: false });
    meter.createCounter('something_else_total').add(3, { client: 'a', server: 'b' });
    await provider.forceFlush();
    const edges = await until(() => rig.edges(), (found) => found.length > 0, 60_000);
    await provider.shutdown();
    expect(edges).toMatchObject([{ from: 'front', to: 'cart', kind: 'call', source: 'otel', environment: 'production', confidence: 0.95 }]);
  });
});
