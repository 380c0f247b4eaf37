// A sender of its own process: `node load.ts OPTIONS`, the options as JSON. Writes a line of JSON for each delivery when it is answered or failed. A
// number on standard input is its rate from then on, `end` ends it.
// It waits for no answer before it sends the next, as many senders together do not.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createWriteStream, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import type { LoadOptions, Sent } from './sending.ts';

/** Of a clock that this process shares with others, ms. */
const now = (): number => performance.timeOrigin + performance.now();
const options = JSON.parse(process.argv[2] ?? '{}') as LoadOptions;
const fixture = JSON.parse(readFileSync(join(import.meta.dirname, '../../services/collector-webhooks/src/providers/github/fixtures/deployment.json'), 'utf8')) as { body: { deployment: object } };
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const ledger = createWriteStream(options.ledger);
/** Where deliveries of GitHub come in; one in ten goes to /v1. */
const ENDPOINTS = ['eu', 'us', 'asia', 'mobile', 'web', 'data', 'infra', 'shop', 'tools'];

interface Outgoing {
  readonly path: string;
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly order: string;
  readonly key: string;
}

const deployment = (n: number, at: string, endpoint: string): Outgoing => {
  const name = randomUUID();
  const { body } = fixture;
  const id = options.firstId + n;
  const text = JSON.stringify({ ...body, deployment: { ...body.deployment, id, sha: createHash('sha1').update(String(id)).digest('hex'), created_at: at, updated_at: at } });
  return {
    path: `/webhooks/github/${endpoint}`, body: text, order: `github/${endpoint}`, key: `github/${endpoint}/${name}`,
    headers: { 'x-github-event': 'deployment', 'x-github-delivery': name, 'x-hub-signature-256': `sha256=${createHmac('sha256', options.secret).update(text).digest('hex')}` },
  };
};

const told = (n: number, at: string): Outgoing => {
  const key = randomUUID();
  const body = JSON.stringify({ id: `told-${options.firstId + n}`, service: 'checkout', title: `Deploy ${n}`, kind: 'deployment', environment: 'production', occurredAt: at });
  return { path: '/v1/changes', body, order: 'v1', key: `v1/changes/${key}`, headers: { authorization: `Bearer ${options.token}`, 'idempotency-key': key } };
};

const send = (n: number, due: number): Promise<void> => {
  const at = new Date().toISOString();
  return post(n % 10 === 9 ? told(n, at) : deployment(n, at, ENDPOINTS[n % ENDPOINTS.length] ?? ''), due);
};

const post = (what: Outgoing, due: number): Promise<void> => new Promise((resolve) => {
  const { path, body, headers, order, key } = what;
  const began = now();
  const done = (status: number, ids: readonly string[], error?: string): void => {
    const sent: Sent = { order, key, status, ids, began, answered: now(), ms: now() - due, ...(error === undefined ? {} : { error }) };
    ledger.write(`${JSON.stringify(sent)}\n`);
    resolve();
  };
  const outgoing = request(`${options.url}${path}`, { agent, method: 'POST', timeout: 30_000, headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => (text += part)).once('error', (error) => done(0, [], String(error))).once('end', () => {
      const { ids = [] } = response.statusCode === 200 ? (JSON.parse(text) as { ids?: string[] }) : {};
      done(response.statusCode ?? 0, ids, response.statusCode === 200 ? undefined : text);
    });
  });
  const failed = (error: NodeJS.ErrnoException): void => {
    // An idle connection that is closed just when it is used again: the same on a new one, as senders do.
    if (outgoing.reusedSocket && error.code === 'ECONNRESET') return void post(what, due).then(resolve);
    done(0, [], String(error));
  };
  outgoing.once('timeout', () => outgoing.destroy(new Error('no answer within 30 s'))).once('error', failed).end(body);
});

/** A question that is answered at once: how long everything takes here that has nothing to do with what is asked. */
const ask = (due: number): Promise<void> => new Promise((resolve) => {
  const began = now();
  const done = (status: number): void => {
    const sent: Sent = { order: '', key: '', status, ids: [], began, answered: now(), ms: now() - due, idle: true };
    ledger.write(`${JSON.stringify(sent)}\n`);
    resolve();
  };
  request(`${options.url}/nowhere`, { agent, timeout: 30_000 }, (response) => void response.resume().once('end', () => done(response.statusCode ?? 0))).once('error', () => done(0)).end();
});
const ASK_EVERY = 20;

/** The first rate is reached evenly within this, so that what has only just started is not judged by its first second; ms. */
const RAMP = 8_000;
const TICK = 4;

const start = now();
const open = new Set<Promise<void>>();
let [rate, ending, next, credit] = [options.rate, false, 0, 0];
let last = start;
const timer = setInterval(() => {
  const at = now();
  credit += ((at - last) / 1000) * rate * Math.min(1, (at - start) / RAMP);
  // What is due since the last tick was due evenly, also where this process was late.
  const due = Math.floor(credit);
  for (let i = 1; i <= due && !ending; i += 1, next += 1) {
    const dueAt = last + ((at - last) * i) / due;
    for (const one of [send(next, dueAt), ...(next % ASK_EVERY === 0 ? [ask(dueAt)] : [])]) {
      open.add(one);
      void one.then(() => open.delete(one));
    }
  }
  credit -= due;
  last = at;
  if (!ending) return;
  clearInterval(timer);
  void Promise.all(open).then(() => ledger.end(() => process.exit(0)));
}, TICK);
process.stdin.setEncoding('utf8').on('data', (text: string) => {
  for (const word of text.trim().split('\n')) {
    if (word === 'end') ending = true;
    else rate = Number(word);
  }
}).unref();
