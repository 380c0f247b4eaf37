import { crosses, isWanted, kinds, MOST_ITEMS, MOST_LINKS, SERVICE_GRAPH_CALLS, shortened, type Batch, type Decoded, type Point, type Span } from './batch.js';

/* OTLP as JSON: ids in hexadecimal, 64-bit numbers as text or numbers, enumerations as numbers (some senders write their names). */
type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
};

/** Hexadecimal of so many bytes as the text that the protobuf reader makes of them; empty for anything else. */
const idOf = (value: unknown, length: number): string => {
  const hex = textOf(value);
  return hex.length === length * 2 && /^[0-9a-f]+$/i.test(hex) && /[^0]/.test(hex) ? Buffer.from(hex, 'hex').toString('latin1') : '';
};
const keyOf = (trace: unknown, span: unknown): string => {
  const [traceId, spanId] = [idOf(trace, 16), idOf(span, 8)];
  return traceId === '' || spanId === '' ? '' : traceId + spanId;
};

const attributesOf = (value: unknown): Map<string, string> => {
  const found = new Map<string, string>();
  for (const each of listOf(value)) {
    const { key, value: said } = fieldsOf(each);
    if (typeof key !== 'string' || !isWanted(key)) continue;
    const { stringValue, boolValue, intValue } = fieldsOf(said);
    const text = stringValue ?? boolValue ?? intValue;
    if (text !== undefined && text !== null && typeof text !== 'object' && text !== '') found.set(key, shortened(String(text)));
  }
  return found;
};

const named: Readonly<Record<string, number>> = { SPAN_KIND_SERVER: kinds.server, SPAN_KIND_CLIENT: kinds.client, SPAN_KIND_PRODUCER: kinds.producer, SPAN_KIND_CONSUMER: kinds.consumer };
const kindOf = (value: unknown): number => (typeof value === 'string' ? (named[value] ?? 0) : numberOf(value));

/** Undefined: it has no ids. */
const spanOf = (value: unknown): Span | undefined => {
  const { traceId, spanId, parentSpanId, kind, startTimeUnixNano, attributes, links } = fieldsOf(value);
  const key = keyOf(traceId, spanId);
  if (key === '') return undefined;
  return {
    key,
    parent: keyOf(traceId, parentSpanId),
    links: listOf(links).slice(0, MOST_LINKS).map(fieldsOf).map((link) => keyOf(link['traceId'], link['spanId'])).filter((link) => link !== ''),
    kind: kindOf(kind),
    startedAt: numberOf(startTimeUnixNano) / 1e6,
    attributes: attributesOf(attributes),
  };
};

const isDelta = (temporality: unknown): boolean => temporality === 1 || temporality === 'AGGREGATION_TEMPORALITY_DELTA';

const pointsOf = (value: unknown): Point[] => {
  const { name, sum } = fieldsOf(value);
  if (name !== SERVICE_GRAPH_CALLS) return [];
  const { dataPoints, aggregationTemporality } = fieldsOf(sum);
  return listOf(dataPoints).map(fieldsOf).map((point) => ({
    attributes: attributesOf(point['attributes']),
    value: numberOf(point['asInt'] ?? point['asDouble']),
    since: numberOf(point['startTimeUnixNano']) / 1e6,
    delta: isDelta(aggregationTemporality),
  }));
};

/** Throws, in words, what is no such request at all. */
const resourcesOf = (body: Uint8Array, name: string): readonly unknown[] => {
  const request: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  if (request === null || typeof request !== 'object' || Array.isArray(request)) throw new Error(`expected an object with ${name}`);
  const resources = (request as Fields)[name] ?? [];
  if (!Array.isArray(resources)) throw new Error(`${name} is no list`);
  return resources;
};

/** An ExportTraceServiceRequest. */
export const tracesOf = (body: Uint8Array): Decoded<Span> => {
  const batches: Batch<Span>[] = [];
  let [count, rejected] = [0, 0];
  for (const each of resourcesOf(body, 'resourceSpans')) {
    const { resource, scopeSpans } = fieldsOf(each);
    const items: Span[] = [];
    for (const scope of listOf(scopeSpans)) {
      for (const said of listOf(fieldsOf(scope)['spans'])) {
        count += 1;
        const span = count > MOST_ITEMS ? undefined : spanOf(said);
        if (span === undefined) rejected += 1;
        else if (crosses(span.kind)) items.push(span);
      }
    }
    if (items.length > 0) batches.push({ resource: attributesOf(fieldsOf(resource)['attributes']), items });
  }
  return { batches, count, rejected };
};

/** An ExportMetricsServiceRequest. */
export const metricsOf = (body: Uint8Array): Decoded<Point> => {
  const batches: Batch<Point>[] = [];
  let [count, rejected] = [0, 0];
  for (const each of resourcesOf(body, 'resourceMetrics')) {
    const { resource, scopeMetrics } = fieldsOf(each);
    const found = listOf(scopeMetrics).flatMap((scope) => listOf(fieldsOf(scope)['metrics']).flatMap(pointsOf));
    const items = found.slice(0, Math.max(0, MOST_ITEMS - count));
    count += found.length;
    rejected += found.length - items.length;
    if (items.length > 0) batches.push({ resource: attributesOf(fieldsOf(resource)['attributes']), items });
  }
  return { batches, count, rejected };
};
