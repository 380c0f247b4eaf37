import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { diag, INVALID_TRACEID, SpanKind } from '@opentelemetry/api';
import type { Dependency } from '@culprit/domain';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { startRig, type Rig } from './testing/rig.js';
import { instrumented, type Instrumented, type SdkOptions } from './testing/sdk.js';
import { until } from './testing/until.js';

let rig: Rig;
let services: Instrumented[];
beforeEach(async () => {
  rig = await startRig({ config: { COLLECTOR_OTEL_WAIT_SECONDS: '1' } });
  services = [];
});
afterEach(async () => {
  await Promise.all(services.map((each) => each.stop()));
  await rig.stop();
});

const service = (name: string, options: SdkOptions = {}): Instrumented => {
  const made = instrumented(name, rig.collector.url, options);
  services.push(made);
  return made;
};
const flush = () => Promise.all(services.map((each) => each.flush()));
const shown = (edges: readonly Dependency[]): string[] => [...new Set(edges.map(({ from, to, kind, environment, source, confidence }) => `${from} -> ${to} ${kind} ${environment} ${source} ${confidence}`))].sort();
const edges = (...expected: string[]) => until(async () => shown(await rig.edges()), (found) => expected.every((each) => found.includes(each)), 60_000);

describe.each<[string, SdkOptions]>([
  ['protobuf', { format: 'protobuf' }], ['protobuf, gzip', { format: 'protobuf', gzip: true }], ['JSON', { format: 'json' }], ['JSON, gzip', { format: 'json', gzip: true }],
])('the official SDK by %s', (_, options) => {
  it('tells who calls whom: services, a database, a topic, an outside host', async () => {
    const in1 = { ...options, resource: { 'k8s.cluster.name': 'eu-1' } };
    const [front, cart, mail] = [service('front', in1), service('cart', in1), service('mail', in1)];
    const call = front.span(SpanKind.CLIENT, { 'server.address': 'cart.shop.svc.cluster.local', 'server.port': 8080 });
    cart.span(SpanKind.SERVER, {}, call);
    cart.span(SpanKind.CLIENT, { 'db.system.name': 'postgresql', 'db.namespace': 'orders', 'server.address': 'orders.abc.eu-west-1.rds.amazonaws.com' }, call);
    cart.span(SpanKind.CLIENT, { 'server.address': 'api.stripe.com', 'url.full': 'https://api.stripe.com/v1/charges' }, call);
    const sent = cart.span(SpanKind.PRODUCER, { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' }, call);
    mail.span(SpanKind.CONSUMER, { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' }, undefined, [sent]);
    await flush();
    const expected = [
      'cart -> api.stripe.com external production otel/eu-1 0.9', 'cart -> kafka:orders messaging production otel/eu-1 0.9', 'cart -> mail messaging production otel/eu-1 0.95',
      'cart -> orders.abc.eu-west-1.rds.amazonaws.com database production otel/eu-1 0.9', 'front -> cart call production otel/eu-1 0.95', 'mail -> kafka:orders messaging production otel/eu-1 0.9',
    ];
    expect(await edges(...expected)).toEqual(expected);
  });
});

it('the two sides of a call may come in any order; who is known from both sides needs but one later', async () => {
  const [front, cart] = [service('front'), service('shop-cart')];
  const call = front.span(SpanKind.CLIENT, { 'server.address': 'cart' });
  cart.span(SpanKind.SERVER, {}, call);
  await cart.flush();
  await front.flush();
  expect(await edges('front -> shop-cart call production otel 0.95')).toHaveLength(1);
  front.span(SpanKind.CLIENT, { 'server.address': 'cart' });
  front.span(SpanKind.CLIENT, { 'peer.service': 'tax' });
  await front.flush();
  expect(await edges('front -> tax call production otel 0.8')).toEqual(['front -> shop-cart call production otel 0.95', 'front -> tax call production otel 0.8']);
});

describe.each(['protobuf', 'json'] as const)('by %s', (format) => {
  it('a request that is partly taken is told so in words that the SDK reads, and is not sent again', async () => {
    const said: string[] = [];
    const nothing = (): void => {};
    diag.setLogger({ error: nothing, info: nothing, debug: nothing, verbose: nothing, warn: (...words: unknown[]) => void said.push(words.join(' ')) }, { suppressOverrideMessage: true });
    try {
      const front = service('front', { format });
      front.span(SpanKind.CLIENT, { 'peer.service': 'tax' });
      const [span] = front.ended;
      if (span === undefined) throw new Error('no span ended');
      const broken = Object.create(span, { spanContext: { value: () => ({ ...span.spanContext(), traceId: INVALID_TRACEID }) } }) as typeof span;
      expect(await front.send([broken, span, broken])).toEqual({ code: 0 });
      expect(said).toEqual(['Received Partial Success response: {"rejectedSpans":' + (format === 'json' ? '"2"' : '2') + ',"errorMessage":"2 of 3 have no valid ids or are more than one request may hold"}']);
      expect(await edges('front -> tax call production otel 0.8')).toHaveLength(1);
    } finally {
      diag.disable();
    }
  });

  it('ten thousand services that a collector sends in a few large requests, each twice, are known once', async () => {
    const [gateway, one] = [service('gateway', { format }), service('one', { format })];
    gateway.span(SpanKind.CLIENT, { 'server.address': 'x' });
    const [span] = gateway.ended;
    if (span === undefined) throw new Error('no span ended');
    // each of a service of its own that calls a service of its own
    const spans = Array.from({ length: 10_000 }, (_, i) => Object.create(span, {
      resource: { value: resourceFromAttributes({ 'service.name': `s${i}`, 'deployment.environment.name': 'production' }) }, attributes: { value: { 'server.address': `db-${i}`, 'db.system.name': 'postgresql' } },
      spanContext: { value: () => ({ ...span.spanContext(), spanId: (i + 1).toString(16).padStart(16, '0') }) },
    }) as typeof span);
    for (let from = 0; from < spans.length; from += 2500) for (let time = 0; time < 2; time += 1) expect(await one.send(spans.slice(from, from + 2500))).toEqual({ code: 0 });
    const found = await until(() => rig.edges(), (all) => all.filter(({ kind }) => kind === 'database').length >= 10_000, 120_000);
    expect(new Set(found.map(({ from }) => from)).size).toBeGreaterThanOrEqual(10_000);
    expect(found.filter(({ kind }) => kind === 'database')).toHaveLength(10_000);
  }, 180_000);
});

it('an edge is said once for a thousand calls', async () => {
  const [front, cart] = [service('front'), service('cart')];
  for (let i = 0; i < 1000; i += 1) cart.span(SpanKind.SERVER, {}, front.span(SpanKind.CLIENT, {}));
  await flush();
  await edges('front -> cart call production otel 0.95');
  await rig.collector.stop();
  expect((await rig.edges()).filter(({ from }) => from === 'front')).toHaveLength(1);
  expect(await rig.coverage()).toMatchObject([{ source: 'otel', instance: 'default', gaps: [], lastEventAt: expect.any(String) }]);
});

it('what a service calls itself, and a service that nobody named, are no edges', async () => {
  const [front, nameless] = [service('front'), service('unknown_service:node')];
  const call = front.span(SpanKind.CLIENT, {});
  front.span(SpanKind.SERVER, {}, call);
  nameless.span(SpanKind.CLIENT, { 'peer.service': 'cart' });
  front.span(SpanKind.CLIENT, { 'server.address': '10.2.3.4' });
  front.span(SpanKind.CLIENT, { 'peer.service': 'tax' });
  await flush();
  expect(await edges('front -> tax call production otel 0.8')).toHaveLength(1);
});
