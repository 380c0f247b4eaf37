import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { configuration, githubHeaders, postTo, SECRET, TOKEN, type Answered } from './testing/rig.js';
import { slowness } from './testing/slowness.js';

let child: ChildProcess;
let directory: string;
let url: string;
const next = async <T>(): Promise<T> => ((await once(child, 'message')) as [T])[0];
/** How long the event loop of the collector was held up since the last question, ms. */
const lag = async (): Promise<number> => {
  const answer = next<{ heldMs: number }>();
  child.send('lag');
  return (await answer).heldMs;
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'collector-webhooks-'));
  const file = join(import.meta.dirname, '../dist/testing/alone.js');
  child = fork(file, [directory], { env: { PATH: process.env['PATH'], ...configuration }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  ({ url } = await next<{ url: string }>());
}, 60_000);
afterAll(async () => {
  child.kill('SIGKILL');
  await once(child, 'exit');
  await rm(directory, { recursive: true, force: true });
});

const github = (body: string | Buffer): Promise<Answered> => postTo(`${url}/webhooks/github`, body, githubHeaders(body));
const MB = 1024 * 1024;

describe('bombs', () => {
  const bombs: readonly (readonly [string, () => string | Buffer])[] = [
    ['brackets, 25 MB', () => '['.repeat(12.4 * MB) + ']'.repeat(12.4 * MB)],
    ['brackets without end, 25 MB', () => '['.repeat(24.9 * MB)],
    ['objects in objects, 20 MB', () => `${'{"a":'.repeat(3.4 * MB)}1${'}'.repeat(3.4 * MB)}`],
    ['numbers, 25 MB', () => `[${'0,'.repeat(12.4 * MB)}0]`],
    ['long integers, 25 MB', () => `[${'12345678901234567890,'.repeat(1.1 * MB)}0]`],
    ['keys, 20 MB', () => `{${Array.from({ length: 1.2 * MB }, (_, at) => `"key-${at}":0`).join(',')}}`],
    ['one text, 25 MB', () => JSON.stringify({ text: 'x'.repeat(24.9 * MB) })],
    ['words of secrets, 25 MB', () => JSON.stringify({ text: 'token "password": '.repeat(1.2 * MB) })],
    ['quotes, 20 MB', () => `{"text":"${'\\"token\\":\\"'.repeat(1.5 * MB)}"}`],
    ['text that is no UTF-8, 25 MB', () => Buffer.alloc(24.9 * MB, 0xff)],
    ['a form, 20 MB', () => `payload=${'%7B'.repeat(6 * MB)}`],
    ['just below the thread, worst texts', () => JSON.stringify({ a: '"token":"'.repeat(3_000), b: '\\"secret\\":'.repeat(1_400) })],
    ['just below the thread, brackets', () => '['.repeat(32_000) + ']'.repeat(32_000)],
    ['just below the thread, keys', () => JSON.stringify(Object.fromEntries(Array.from({ length: 7_000 }, (_, at) => [`k${at}`, 0])))],
  ];

  it('are answered 200 or 401, hold nobody up, and leave the collector as it was', async () => {
    // The first large body starts the thread, and the JIT has seen one of each.
    await github(JSON.stringify({ text: 'x'.repeat(MB) }));
    const held: string[] = [];
    for (const [name, make] of bombs) {
      const body = make();
      const headers = githubHeaders(body);
      await lag();
      const answer = await postTo(`${url}/webhooks/github`, body, name.startsWith('a form') ? { ...headers, 'content-type': 'application/x-www-form-urlencoded' } : headers);
      const ms = await lag();
      if (![200, 401].includes(answer.status)) held.push(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
      if (ms >= 50 && ms >= 50 * slowness()) held.push(`${name}: ${ms.toFixed(0)} ms`);
    }
    expect(held).toEqual([]);
    expect((await github('{"zen":"x"}')).status).toBe(200);
  }, 400_000);

  it('a small request is answered while a large one is read', async () => {
    const large = github(`[${'12345678901234567890,'.repeat(1.1 * MB)}0]`);
    const small = postTo(`${url}/v1/changes`, JSON.stringify({ service: 'a', occurredAt: '2026-01-15T10:00:00Z' }), { authorization: `Bearer ${TOKEN}` });
    expect(await Promise.race([small.then(() => 'small'), large.then(() => 'large')])).toBe('small');
    expect((await large).status).toBe(200);
  }, 60_000);

  it('that unfold are cut off at the limit, whatever they are packed with', async () => {
    const zeros = Buffer.alloc(200 * MB);
    for (const [encoding, bomb] of [['gzip', gzipSync(zeros)], ['x-gzip', gzipSync(zeros)], ['deflate', deflateSync(zeros)], ['deflate', deflateRawSync(zeros)]] as const) {
      await lag();
      const answers = await Promise.all(Array.from({ length: 4 }, () => postTo(`${url}/webhooks/datadog`, bomb, { authorization: `Bearer ${TOKEN}`, 'content-encoding': encoding })));
      expect(answers.map(({ status }) => status)).toEqual([413, 413, 413, 413]);
      expect(await lag()).toBeLessThan(50 * slowness());
    }
  }, 60_000);

  it('deflate is undone with and without its header', async () => {
    const body = '{"zen":"x"}';
    for (const packed of [deflateSync(body), deflateRawSync(body)]) {
      expect((await postTo(`${url}/webhooks/github`, packed, { ...githubHeaders(body, 'ping'), 'content-encoding': 'deflate' })).body).toMatchObject({ status: 'skipped' });
    }
  });
});

describe('connections', () => {
  /** What comes back on a connection on which this is said, and after how long it is closed, ms. */
  const say = (lines: string, drip?: string): Promise<{ heard: string; ms: number }> => new Promise((resolve) => {
    const began = performance.now();
    const { hostname, port } = new URL(url);
    let heard = '';
    const socket = connect(Number(port), hostname, () => socket.write(lines));
    const timer = drip === undefined ? undefined : setInterval(() => socket.write(drip), 500);
    socket.on('data', (data) => { heard += data.toString(); });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ heard, ms: performance.now() - began });
    });
  });

  it('a head that drips is cut off after seconds', async () => {
    const { heard, ms } = await say('POST /webhooks/github HTTP/1.1\r\nhost: a\r\n', 'x-a: b\r\n');
    expect(heard).toContain('408');
    expect(ms).toBeLessThan(14_000);
  }, 20_000);

  it('heads that are too long or too many are refused', async () => {
    expect((await say(`POST /webhooks/github HTTP/1.1\r\nhost: a\r\nx-a: ${'b'.repeat(20_000)}\r\n\r\n`)).heard).toContain('431');
    expect((await say(`POST /webhooks/github/${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`)).heard).toMatch(/HTTP\/1\.1 (414|431|400)/);
  });

  it('a signature that comes twice is none', async () => {
    const body = '{"zen":"x"}';
    const signed = `x-hub-signature-256: ${githubHeaders(body)['x-hub-signature-256']}\r\n`;
    const ask = (headers: string): Promise<{ heard: string }> => say(`POST /webhooks/github HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-github-event: ping\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`);
    expect((await ask(signed)).heard).toContain('200 OK');
    expect((await ask(signed + signed)).heard).toContain('401');
    expect((await ask(`${signed}x-hub-signature-256: sha256=${'0'.repeat(64)}\r\n`)).heard).toContain('401');
    expect(SECRET).not.toBe('');
  });
});
