import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRig, type Rig } from './testing/rig.js';

const TOKEN = '3f1c0a9be27d4d1b8f6a';
const span = { traceId: '0102030405060708090a0b0c0d0e0f10', spanId: 'a1a2a3a4a5a6a7a8', kind: 3, attributes: [{ key: 'peer.service', value: { stringValue: 'cart' } }] };
const body = (...spans: readonly object[]): string => JSON.stringify({ resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'front' } }] }, scopeSpans: [{ spans }] }] });
const [json, protobuf] = [{ 'content-type': 'application/json' }, { 'content-type': 'application/x-protobuf' }];

interface Answered { status: number; type: string | null; retryAfter: string | null; text: string }
const post = async (url: string, content: string | Buffer, headers: Record<string, string>, path = '/v1/traces'): Promise<Answered> => {
  const response = await fetch(`${url}${path}`, { method: 'POST', body: typeof content === 'string' ? content : new Uint8Array(content), headers });
  return { status: response.status, type: response.headers.get('content-type'), retryAfter: response.headers.get('retry-after'), text: Buffer.from(await response.arrayBuffer()).toString('latin1') };
};

const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('a request', () => {
  let rig: Rig;
  const send = (content: string | Buffer, headers: Record<string, string>, path?: string) => post(rig.collector.url, content, headers, path);
  beforeAll(async () => {
    rig = await startRig({ config: { COLLECTOR_OTEL_MAX_BYTES: '10000' } });
  });
  afterAll(() => rig.stop());

  it('that is read is answered 200, in the format in which it came', async () => {
    expect(await send(body(span), json)).toEqual({ status: 200, type: 'application/json', retryAfter: null, text: '{}' });
    expect(await send(body(span), { 'content-type': 'application/json; charset=utf-8' })).toMatchObject({ status: 200, text: '{}' });
    expect(await send('', protobuf)).toEqual({ status: 200, type: 'application/x-protobuf', retryAfter: null, text: '' });
    expect(await send(gzipSync(body(span)), { ...json, 'content-encoding': 'gzip' })).toMatchObject({ status: 200, text: '{}' });
    expect(await send(body(span), { ...json, 'content-encoding': 'identity' })).toMatchObject({ status: 200 });
    expect(await send('{"resourceMetrics":[]}', json, '/v1/metrics')).toMatchObject({ status: 200, text: '{}' });
  });

  it('of which some cannot be read is a partial success, which tells how many', async () => {
    const { status, text } = await send(body(span, { ...span, traceId: '' }, { ...span, spanId: 'x' }), json);
    expect([status, JSON.parse(text)]).toEqual([200, { partialSuccess: { rejectedSpans: '2', errorMessage: expect.stringContaining('2 of 3') } }]);
    const withoutIds = Buffer.from([0x0a, 0x06, 0x12, 0x04, 0x12, 0x02, 0x30, 0x03]);
    const said = await send(withoutIds, protobuf);
    // partial_success { rejected_spans: 1, error_message }
    expect([said.status, said.text[0], said.text.slice(2, 5)]).toEqual([200, '\x0a', '\x08\x01\x12']);
  });

  it('that is none is a Status with its reason, 400, and not to be sent again', async () => {
    expect(await send('{', json)).toMatchObject({ status: 400, type: 'application/json', retryAfter: null, text: expect.stringContaining('"message"') });
    expect(await send(Buffer.from([0xff, 0xff, 0xff]), protobuf)).toMatchObject({ status: 400, type: 'application/x-protobuf', text: expect.stringMatching(/^\x12/) });
    expect(await send('not gzip', { ...json, 'content-encoding': 'gzip' })).toMatchObject({ status: 400 });
  });

  it('of another type, another encoding, to another address, by another method', async () => {
    expect(await send('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({ status: 415 });
    expect(await send(body(span), { ...json, 'content-encoding': 'br' })).toMatchObject({ status: 415 });
    expect(await send(body(span), json, '/v1/logs')).toMatchObject({ status: 404, text: expect.stringContaining('/v1/traces') });
    expect((await fetch(`${rig.collector.url}/v1/traces`)).status).toBe(404);
  });

  it('that is too large, as it comes or inflated', async () => {
    expect(await send('x'.repeat(10_001), json)).toMatchObject({ status: 413 });
    expect(await send(gzipSync('x'.repeat(10_000_000)), { ...json, 'content-encoding': 'gzip' })).toMatchObject({ status: 413 });
    const chunked = await new Promise<number | undefined>((resolve) => {
      const sent = request(`${rig.collector.url}/v1/traces`, { method: 'POST', headers: json }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', () => resolve(undefined));
      for (let i = 0; i < 20; i += 1) sent.write('x'.repeat(1000));
      sent.end();
    });
    expect(chunked).toBe(413);
  });

  it('of a page in a browser is refused while there is no token', async () => {
    expect(await send(body(span), { ...json, origin: 'https://evil.example' })).toMatchObject({ status: 403 });
  });
});

it('needs a token where there are some', async () => {
  const rig = await startRig({ config: { COLLECTOR_OTEL_TOKENS: `older,${TOKEN}` } });
  const status = async (headers: Record<string, string>): Promise<number> => (await post(rig.collector.url, body(span), { ...json, ...headers })).status;
  const answers = [await status({}), await status({ authorization: `Bearer ${TOKEN}x` }), await status({ authorization: TOKEN }), await status({ authorization: `Bearer ${TOKEN}` }), await status({ authorization: 'bearer older' })];
  await rig.stop();
  expect(answers).toEqual([401, 401, 401, 200, 200]);
});

it('beyond what may be read in the long run is told to come again, and that is a gap in what was seen', async () => {
  const rig = await startRig({ config: { COLLECTOR_OTEL_MAX_SPANS_PER_SECOND: '10' } });
  const many = body(...Array.from({ length: 60 }, () => span));
  expect(await post(rig.collector.url, many, json)).toMatchObject({ status: 200 });
  const refused = await post(rig.collector.url, many, json);
  expect(refused).toMatchObject({ status: 429, text: expect.stringContaining('send it again') });
  expect(Number(refused.retryAfter)).toBeGreaterThan(0);
  await rig.collector.stop();
  expect(await rig.coverage()).toMatchObject([{ gaps: [{ reason: 'more spans came than are read' }] }]);
  await rig.stop();
});

it('goes on while the log is away, and says what it saw when it is back', async () => {
  let away = true;
  const rig = await startRig({
    config: { COLLECTOR_OTEL_WAIT_SECONDS: '0.1' },
    wrap: (log) => ({ ...log, ensureTopics: (specs) => log.ensureTopics(specs), read: (...args) => log.read(...args), append: (...args) => (away ? Promise.reject(new Error('the log is away')) : log.append(...args)) }) as typeof log,
  });
  expect(await post(rig.collector.url, body(span), json)).toMatchObject({ status: 200 });
  await until(() => !rig.collector.readiness().ready);
  expect(await rig.edges()).toEqual([]);
  away = false;
  await until(async () => rig.collector.readiness().ready && (await rig.edges()).length > 0);
  expect([rig.collector.readiness().ready, await rig.edges()]).toMatchObject([true, [{ from: 'front', to: 'cart' }]]);
  const again = await rig.again();
  expect(await post(again.collector.url, body({ ...span, spanId: 'b1b2b3b4b5b6b7b8' }), json)).toMatchObject({ status: 200 });
  await again.collector.stop();
  // said by the run before, minutes ago at most
  expect(await again.edges()).toHaveLength(1);
  await again.stop();
}, 60_000);
