import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { providers } from './providers/index.js';
import { corpus, type Sent } from './testing/corpus.js';
import { mutate, randomOf } from './testing/mutate.js';
import { slowness } from './testing/slowness.js';

const CASES = process.env['CULPRIT_LONG'] === '1' ? 10_000 : 1_000;
const AT_ONCE = 8;
const SECRET = 'a-secret-of-the-tests';
/** What the collector may answer to an authenticated delivery while its log takes everything. */
const FINE = new Set([200, 400, 413, 415]);

let child: ChildProcess;
let url: string;
let directory: string;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fuzz-'));
  child = fork(join(import.meta.dirname, 'testing', 'serve.ts'), [join(directory, 'log.sqlite'), SECRET], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  ({ url } = ((await once(child, 'message')) as [{ url: string }])[0]);
}, 60_000);
afterAll(async () => {
  agent.destroy();
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  await rm(directory, { recursive: true, force: true });
});

const fixturesOf = (provider: string): Sent[] => {
  const folder = join(import.meta.dirname, 'providers', provider, 'fixtures');
  return readdirSync(folder).filter((file) => file.endsWith('.json') && !/expected|signed/.test(file)).map((file) => {
    const { headers, body } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { headers: Record<string, string>; body: unknown };
    return { file, provider, headers, body: Buffer.from(JSON.stringify(body)) };
  });
};

const post = (path: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', reject);
    asked.end(body);
  });

/** For how long the collector's loop went on without coming round since this was last asked, ms of its own CPU: the 99th percentile. */
const lag = async (): Promise<number> => {
  const answer = once(child, 'message') as Promise<[{ p99: number }]>;
  child.send('lag');
  return (await answer)[0].p99;
};

describe.each(providers.map((provider) => [provider.name, provider] as const))('%s', (name, provider) => {
  it(`answers ${CASES} mutated deliveries, never with a crash, never with a 5xx, and never stands still`, async () => {
    const bases = [...corpus().filter((each) => each.provider === name), ...fixturesOf(name)];
    const random = randomOf(name.length * 7919 + (name.charCodeAt(0) ?? 0));
    const statuses = new Map<number, number>();
    await lag();
    let left = CASES;
    const sender = async (): Promise<void> => {
      while (left-- > 0) {
        const base = bases[Math.floor(random() * bases.length)]!;
        const body = mutate(random, base.body);
        const status = await post(`/webhooks/${name}`, body, { ...base.headers, ...provider.sign(SECRET, body, Date.now()) });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    expect([...statuses.keys()].filter((status) => !FINE.has(status))).toEqual([]);
    expect(statuses.get(200) ?? 0).toBeGreaterThan(CASES * 0.8);
    expect(child.exitCode).toBeNull();
    expect(await lag()).toBeLessThan(50 * slowness());
  }, CASES * 200);
});
