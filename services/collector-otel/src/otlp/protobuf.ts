import protobuf from 'protobufjs/minimal.js';
import { crosses, isId, isWanted, MOST_ITEMS, MOST_LINKS, SERVICE_GRAPH_CALLS, shortened, type Attributes, type Batch, type Decoded, type Point, type Span } from './batch.js';

/*
 * OTLP as protobuf, field by field (opentelemetry-proto, trace.proto and metrics.proto): what is not read is passed over where it stands, so that a
 * request costs what its bytes cost and not what they could be blown up to.
 */
type Reader = protobuf.Reader;
type Fields = Readonly<Record<number, (reader: Reader, wireType: number) => void>>;

/** The fields of one message; those that nobody reads are passed over. */
const message = (reader: Reader, fields: Fields): void => {
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError('a message is longer than what it stands in');
  upTo(reader, end, fields);
};

const upTo = (reader: Reader, end: number, fields: Fields): void => {
  while (reader.pos < end) {
    const tag = reader.uint32();
    const read = fields[tag >>> 3];
    if (read === undefined) reader.skipType(tag & 7);
    else read(reader, tag & 7);
  }
  if (reader.pos !== end) throw new RangeError('a message ends within a field');
};

const expectWire = (is: number, wanted: number): void => {
  if (is !== wanted) throw new RangeError('a field has another type than its own');
};
const within = (fields: Fields) => (reader: Reader, wire: number): void => {
  expectWire(wire, 2);
  message(reader, fields);
};
const text = (take: (value: string) => void) => (reader: Reader, wire: number): void => {
  expectWire(wire, 2);
  take(reader.string());
};
const bytes = (take: (value: string) => void) => (reader: Reader, wire: number): void => {
  expectWire(wire, 2);
  const read = reader.bytes();
  take(Buffer.from(read.buffer, read.byteOffset, read.byteLength).toString('latin1'));
};
const varint = (take: (value: number) => void) => (reader: Reader, wire: number): void => {
  expectWire(wire, 0);
  take(reader.uint32());
};
const fixed64 = (take: (low: number, high: number) => void) => (reader: Reader, wire: number): void => {
  expectWire(wire, 1);
  take(reader.fixed32(), reader.fixed32());
};
const nanos = (take: (ms: number) => void) => fixed64((low, high) => take((high * 4_294_967_296 + low) / 1e6));

const attributesInto = (into: Map<string, string>) => (reader: Reader, wire: number): void => {
  expectWire(wire, 2);
  let key = '';
  let value: string | undefined;
  message(reader, {
    1: text((said) => (key = said)),
    2: (each, is) => {
      // most of what a span says of itself is nothing to us, and some of it is long
      if (key !== '' && !isWanted(key)) return void each.skipType(is);
      within({
        1: text((said) => (value = shortened(said))),
        2: varint((said) => (value = String(said !== 0))),
        3: (number, wireOfIt) => {
          expectWire(wireOfIt, 0);
          value = String(number.int64());
        },
      })(each, is);
    },
  });
  if (value !== undefined && value !== '' && isWanted(key)) into.set(key, value);
};

const isTrace = (id: string): boolean => id.length === 16 && isId(id);
const isSpan = (id: string): boolean => id.length === 8 && isId(id);

const spanInto = (items: Span[], count: () => boolean, reject: () => void) => (reader: Reader, wire: number): void => {
  expectWire(wire, 2);
  let [trace, span, parent] = ['', '', ''];
  let [kind, startedAt] = [0, 0];
  const links: string[] = [];
  const attributes = new Map<string, string>();
  message(reader, {
    1: bytes((said) => (trace = said)),
    2: bytes((said) => (span = said)),
    4: bytes((said) => (parent = said)),
    6: varint((said) => (kind = said)),
    7: nanos((said) => (startedAt = said)),
    9: attributesInto(attributes),
    13: (each, is) => {
      let [toTrace, toSpan] = ['', ''];
      within({ 1: bytes((said) => (toTrace = said)), 2: bytes((said) => (toSpan = said)) })(each, is);
      if (links.length < MOST_LINKS && isTrace(toTrace) && isSpan(toSpan)) links.push(toTrace + toSpan);
    },
  });
  if (!count()) return;
  if (!isTrace(trace) || !isSpan(span)) return reject();
  if (crosses(kind)) items.push({ key: trace + span, parent: isSpan(parent) ? trace + parent : '', links, kind, startedAt, attributes });
};

const numbers = new DataView(new ArrayBuffer(8));
const floatOf = (low: number, high: number): number => {
  numbers.setUint32(0, low, true);
  numbers.setUint32(4, high, true);
  return numbers.getFloat64(0, true);
};

const pointInto = (take: (point: Omit<Point, 'delta'>) => void) => (reader: Reader, wire: number): void => {
  let [value, since] = [0, 0];
  const attributes = new Map<string, string>();
  within({
    2: nanos((said) => (since = said)),
    4: fixed64((low, high) => (value = floatOf(low, high))),
    6: fixed64((low, high) => (value = (high | 0) * 4_294_967_296 + low)),
    7: attributesInto(attributes),
  })(reader, wire);
  take({ attributes, value, since });
};

const metricInto = (items: Point[], count: () => boolean) => (reader: Reader, wire: number): void => {
  let name = '';
  let temporality = 0;
  const points: Omit<Point, 'delta'>[] = [];
  within({
    1: text((said) => (name = said)),
    7: within({ 1: pointInto((point) => count() && points.push(point)), 2: varint((said) => (temporality = said)) }),
  })(reader, wire);
  if (name === SERVICE_GRAPH_CALLS) items.push(...points.map((point) => ({ ...point, delta: temporality === 1 })));
};

const decode = <T>(body: Uint8Array, itemsOf: (items: T[], count: () => boolean, reject: () => void) => (reader: Reader, wire: number) => void): Decoded<T> => {
  const batches: Batch<T>[] = [];
  let [count, rejected] = [0, 0];
  const counted = (): boolean => {
    count += 1;
    if (count > MOST_ITEMS) rejected += 1;
    return count <= MOST_ITEMS;
  };
  const reader = protobuf.Reader.create(body);
  upTo(reader, reader.len, {
    1: (each, wire) => {
      const resource = new Map<string, string>();
      const items: T[] = [];
      within({ 1: within({ 1: attributesInto(resource) }), 2: within({ 2: itemsOf(items, counted, () => void (rejected += 1)) }) })(each, wire);
      if (items.length > 0) batches.push({ resource: resource as Attributes, items });
    },
  });
  return { batches, count, rejected };
};

/** An ExportTraceServiceRequest. Throws where the bytes are none. */
export const tracesOf = (body: Uint8Array): Decoded<Span> => decode(body, spanInto);

/** An ExportMetricsServiceRequest. Throws where the bytes are none. */
export const metricsOf = (body: Uint8Array): Decoded<Point> => decode(body, metricInto);
