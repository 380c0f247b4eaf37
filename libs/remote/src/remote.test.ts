import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { silentLogger, type EventLog, type NewRecord } from '@culprit/ports';
import { openRemoteLog } from './open.js';

interface Asked {
  readonly items: readonly { readonly kind: string; readonly event?: { readonly id: string }; readonly key?: unknown }[];
  readonly key: string;
  readonly token: string;
}
type Answer = (asked: Asked, response: ServerResponse) => void;

let log: EventLog;
let asked: Asked[];
let answer: Answer;
let open: (appendTimeoutMs: number) => EventLog;
let close: () => Promise<void>;
const errors: string[] = [];

const durable: Answer = ({ items }, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ positions: items.map((_, offset) => ({ topic: topics.changes.name, partition: 0, offset })) }));
const refuse = (status: number, body: object = {}, headers: Record<string, string> = {}): Answer => (_, response) => response.writeHead(status, headers).end(JSON.stringify(body));
/** One after the other, the last for all that come then. */
const inTurn = (...answers: Answer[]): void => {
  answer = (request, response) => (answers.length > 1 ? answers.shift() : answers[0])!(request, response);
};
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return gunzipSync(Buffer.concat(parts)).toString('utf8');
};
const change = (id: string): NewRecord => ({ topic: topics.changes.name, partitionKey: id, key: id, value: JSON.stringify({ id }) });
const idsOf = ({ items }: Asked): string[] => items.map((item) => item.event?.id ?? '');

beforeEach(async () => {
  asked = [];
  errors.length = 0;
  answer = durable;
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const one: Asked = { items: JSON.parse(text), key: String(request.headers['idempotency-key']), token: String(request.headers.authorization) };
      asked.push(one);
      answer(one, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const logger = { ...silentLogger, error: (_: string, fields?: object) => void errors.push(JSON.stringify(fields)) };
  open = (appendTimeoutMs) => openRemoteLog({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token: 't', logger, appendTimeoutMs, random: () => 0 });
  log = open(15_000);
  close = async () => {
    await log.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
});
afterEach(() => close());

describe('a remote log', () => {
  it('sends events and states as they are, with its token, and tells their positions', async () => {
    const state: NewRecord = { topic: topics.k8sState.name, partitionKey: 'k', key: '["eu","pod","u"]', value: null };
    expect(await log.append([change('a'), state])).toEqual([expect.objectContaining({ offset: 0 }), expect.objectContaining({ offset: 1 })]);
    expect(asked).toEqual([{ items: [{ kind: 'change', event: { id: 'a' } }, { kind: 'k8s-state', key: ['eu', 'pod', 'u'], value: null }], key: expect.any(String), token: 'Bearer t' }]);
  });

  it('keeps the order of the calls: one request under way, what comes meanwhile goes together', async () => {
    const calls = ['a', 'b', 'c', 'd'].map((id) => log.append([change(id)]));
    await Promise.all(calls);
    expect(asked.map(idsOf)).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('tries again under the same key when the receiver is busy or the answer got lost', async () => {
    inTurn(refuse(503), (_, response) => void response.destroy(), durable);
    const both = Promise.all([log.append([change('a')]), log.append([change('b')])]);
    await both;
    expect(asked.map(idsOf)).toEqual([['a'], ['a'], ['a'], ['b']]);
    expect(new Set(asked.slice(0, 3).map(({ key }) => key)).size).toBe(1);
    expect(asked[3]?.key).not.toBe(asked[0]?.key);
  });

  it('gives up in its time, with the reason, and at once where trying does not help', async () => {
    await log.close();
    log = open(1_500);
    inTurn(refuse(503, { error: 'the event log does not take records now' }));
    await expect(log.append([change('a')])).rejects.toThrow(/answered 503: the event log does not take records now$/);
    expect(asked.length).toBeGreaterThan(2);
    inTurn(refuse(401));
    await expect(log.append([change('a')])).rejects.toThrow(/refuses the token \(REMOTE_LOG_TOKEN\)$/);
    inTurn(refuse(503, {}, { 'retry-after': '5' }));
    const began = performance.now();
    await expect(log.append([change('a')])).rejects.toThrow('503');
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it('leaves out what can never be taken, and nothing else', async () => {
    inTurn(refuse(400, { errors: [{ index: 1, message: 'occurredAt: is no time' }] }), durable);
    expect(await log.append(['a', 'b', 'c'].map(change))).toHaveLength(2);
    expect(asked.map(idsOf)).toEqual([['a', 'b', 'c'], ['a', 'c']]);
    expect(errors).toEqual([expect.stringContaining('occurredAt: is no time')]);
    expect(await log.append([{ topic: topics.dlq.name, partitionKey: '', key: null, value: 'x' }])).toEqual([]);
    expect(errors).toHaveLength(2);
  });

  it('halves what is too much at once, and names the one that is too large', async () => {
    answer = (request, response) => (request.items.length > 1 ? refuse(413) : durable)(request, response);
    expect(await log.append(['a', 'b', 'c'].map(change))).toHaveLength(3);
    inTurn(refuse(413));
    await expect(log.append([change('a')])).rejects.toThrow('above the limit');
  });

  it('never writes what was withdrawn while it waited', async () => {
    const gone = new AbortController();
    const first = log.append([change('a')]);
    const second = log.append([change('b')], { signal: gone.signal });
    gone.abort();
    await first;
    await expect(second).rejects.toThrow('withdrawn');
    expect(asked.map(idsOf)).toEqual([['a']]);
  });

  it('refuses what only a log at hand can do', async () => {
    await expect(log.consume({ group: 'g', topics: [], from: 'earliest' }, async () => {})).rejects.toThrow('cannot be consumed');
    await expect((await log.read({ topics: [topics.incidents.name], from: 'earliest', cluster: 'eu' }, () => {})).caughtUp()).rejects.toThrow('not culprit.incidents.v1');
  });
});
