import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import protobuf from 'protobufjs/minimal.js';
import { kinds, MOST_ITEMS } from './batch.js';
import * as json from './json.js';
import * as binary from './protobuf.js';

type Write = (writer: protobuf.Writer) => void;
const written = (write: Write): Uint8Array => {
  const writer = protobuf.Writer.create();
  write(writer);
  return writer.finish();
};
const inner = (field: number, write: Write): Write => (writer) => {
  writer.uint32((field << 3) | 2).fork();
  write(writer);
  writer.ldelim();
};
const all = (...writes: readonly Write[]): Write => (writer) => writes.forEach((write) => write(writer));
const text = (field: number, value: string): Write => (writer) => void writer.uint32((field << 3) | 2).string(value);
const bytes = (field: number, hex: string): Write => (writer) => void writer.uint32((field << 3) | 2).bytes(Buffer.from(hex, 'hex'));
const int = (field: number, value: number): Write => (writer) => void writer.uint32(field << 3).uint32(value);
const attribute = (field: number, key: string, value: string): Write => inner(field, all(text(1, key), inner(2, text(1, value))));

const [TRACE, SPAN, PARENT] = ['0102030405060708090a0b0c0d0e0f10', 'a1a2a3a4a5a6a7a8', 'b1b2b3b4b5b6b7b8'];
const spans = (...each: readonly Write[]): Uint8Array => written(inner(1, all(inner(1, attribute(1, 'service.name', 'front')), inner(2, all(...each.map((span) => inner(2, span)))))));
const client = all(bytes(1, TRACE), bytes(2, SPAN), bytes(4, PARENT), text(5, 'GET /'), int(6, kinds.client), attribute(9, 'server.address', 'cart'), attribute(9, 'db.query.text', 'select'.repeat(10_000)));
const asJson = (...list: readonly object[]): Buffer => Buffer.from(JSON.stringify({ resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'front' } }] }, scopeSpans: [{ spans: list }] }] }));
const clientJson = { traceId: TRACE.toUpperCase(), spanId: SPAN, parentSpanId: PARENT, name: 'GET /', kind: 3, attributes: [{ key: 'server.address', value: { stringValue: 'cart' } }, { key: 'db.query.text', value: { stringValue: 'x' } }] };

describe('spans', () => {
  it('are the same by protobuf and by JSON; of attributes only what is read is kept', () => {
    const decoded = binary.tracesOf(spans(client));
    expect(decoded).toEqual(json.tracesOf(asJson(clientJson)));
    expect(decoded).toMatchObject({ count: 1, rejected: 0 });
    expect(decoded.batches[0]?.items[0]).toMatchObject({ kind: 3, attributes: new Map([['server.address', 'cart']]) });
    expect(json.tracesOf(asJson({ ...clientJson, kind: 'SPAN_KIND_CLIENT' })).batches).toEqual(decoded.batches);
  });

  it('that stay within a service are counted and not kept', () => {
    expect(binary.tracesOf(spans(all(bytes(1, TRACE), bytes(2, SPAN), int(6, 1))))).toEqual({ batches: [], count: 1, rejected: 0 });
    expect(json.tracesOf(asJson({ ...clientJson, kind: 1 }))).toEqual({ batches: [], count: 1, rejected: 0 });
  });

  it('without valid ids are rejected, the others are not', () => {
    expect(binary.tracesOf(spans(client, all(bytes(1, 'aa'), bytes(2, SPAN), int(6, 3))))).toMatchObject({ count: 2, rejected: 1, batches: [{ items: [{ kind: 3 }] }] });
    expect(json.tracesOf(asJson(clientJson, { ...clientJson, traceId: 'zz' }, { ...clientJson, spanId: 5 }, null as never))).toMatchObject({ count: 4, rejected: 3 });
  });

  it('of nothing but zeros are no ids, and a parent of zeros is none', () => {
    const [noTrace, noSpan] = ['00'.repeat(16), '00'.repeat(8)];
    const first = all(bytes(1, TRACE), bytes(2, SPAN), bytes(4, noSpan), int(6, kinds.server), inner(13, all(bytes(1, noTrace), bytes(2, SPAN))));
    const decoded = binary.tracesOf(spans(first, all(bytes(1, noTrace), bytes(2, SPAN), int(6, 3)), all(bytes(1, TRACE), bytes(2, noSpan), int(6, 3))));
    expect(decoded).toMatchObject({ count: 3, rejected: 2, batches: [{ items: [{ parent: '', links: [] }] }] });
    const firstJson = { traceId: TRACE, spanId: SPAN, parentSpanId: noSpan, kind: 2, links: [{ traceId: noTrace, spanId: SPAN }] };
    expect(json.tracesOf(asJson(firstJson, { ...firstJson, traceId: noTrace }, { ...firstJson, spanId: noSpan }))).toEqual(decoded);
  });

  it('with fields that nobody knows yet are read all the same', () => {
    const unknown = all(text(900, 'new'), int(901, 7), inner(902, all(text(1, 'x'), inner(2, int(3, 4)))), (writer) => void writer.uint32((903 << 3) | 1).fixed64(5), (writer) => void writer.uint32((904 << 3) | 5).fixed32(6));
    const decoded = binary.tracesOf(written(all(unknown, inner(1, all(unknown, inner(1, all(attribute(1, 'service.name', 'front'), unknown)), inner(2, all(unknown, inner(2, all(unknown, client, unknown)))))))));
    expect(decoded).toEqual(binary.tracesOf(spans(client)));
    expect(json.tracesOf(Buffer.from(asJson({ ...clientJson, new: { x: [1] } }).toString().replace('"scopeSpans"', '"entityRefs":[{"a":1}],"scopeSpans"')))).toEqual(decoded);
  });

  it('beyond what one request may hold are rejected and take no memory', () => {
    const many = spans(...Array.from({ length: MOST_ITEMS + 10 }, () => all(bytes(1, TRACE), bytes(2, SPAN), int(6, 3))));
    const { batches, count, rejected } = binary.tracesOf(many);
    expect([batches[0]?.items.length, count, rejected]).toEqual([MOST_ITEMS, MOST_ITEMS + 10, 10]);
  });
});

describe('what is no request', () => {
  it('throws, whatever it is, and never anything but an Error', () => {
    const whole = spans(client);
    for (let cut = 1; cut < 200; cut += 1) expect(() => binary.tracesOf(whole.subarray(0, whole.length - cut))).toThrow(Error);
    for (const body of ['', '[]', '"x"', '{', '{"resourceSpans":5}', 'null']) expect(() => json.tracesOf(Buffer.from(body))).toThrow(Error);
  });

  it('neither hangs nor breaks a decoder: any bytes, any changed byte, any JSON', () => {
    const bear = (work: () => unknown): void => {
      try {
        work();
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (body) => [binary.tracesOf, binary.metricsOf, json.tracesOf, json.metricsOf].forEach((decode) => bear(() => decode(body)))), { numRuns: 2000 });
    const whole = spans(client);
    fc.assert(fc.property(fc.nat(150), fc.nat(255), (at, value) => bear(() => binary.tracesOf(whole.map((byte, i) => (i === at ? value : byte))))), { numRuns: 2000 });
    const any = fc.jsonValue();
    fc.assert(fc.property(any, any, (a, b) => {
      bear(() => json.tracesOf(asJson({ ...clientJson, attributes: a as never, links: b as never, kind: a as never, startTimeUnixNano: b as never })));
      bear(() => json.tracesOf(Buffer.from(JSON.stringify({ resourceSpans: [a, { resource: b, scopeSpans: a }, { scopeSpans: [{ spans: b }] }] }))));
      bear(() => json.metricsOf(Buffer.from(JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'traces_service_graph_request_total', sum: { dataPoints: [a, b] } }] }] }] }))));
    }), { numRuns: 1000 });
  });

  it('may be nested as deep as it likes', () => {
    const deep = Buffer.from(`{"resourceSpans":[{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}]}`);
    expect(() => json.tracesOf(deep)).not.toThrow();
    const groups = Buffer.concat([Buffer.alloc(100_000, (15 << 3) | 3)]);
    expect(() => binary.tracesOf(groups)).toThrow(Error);
  });
});
