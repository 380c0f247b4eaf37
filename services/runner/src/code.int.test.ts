import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openClickHouseStore } from '@culprit/clickhouse';
import { topics } from '@culprit/domain';
import { said } from '@culprit/domain/testing';
import { openEmbeddedLog } from '@culprit/embedded';
import { gitHubApi, type GitHubApi } from '@culprit/github/testing';
import { eventRecord, type RunningService, type Service, type World } from '@culprit/nest';
import { noMetrics, silentLogger, systemClock, type EventLog, type ReadStore } from '@culprit/ports';
import { projector } from '@culprit/projector';
import { queryApi } from '@culprit/query-api';
import { runnerConfig } from './config/runner-config.js';
import { openCodeHost } from './world/open-code-host.js';

const TOKEN = 'github-token-of-this-test';
const page = 'https://git.acme.example/acme/cart';
const sha = (n: number): string => n.toString(16).padStart(40, '0');
let folder: string;
let log: EventLog;
let store: ReadStore;
let github: GitHubApi;
const services: RunningService[] = [];

const world = (code?: World['code']): World => ({ log, store, clock: systemClock, logger: silentLogger, metrics: noMetrics, ...(code === undefined ? {} : { code }) });
const start = async (service: Service, code?: World['code']): Promise<RunningService> => {
  const running = await service.start(world(code), service.config.parse({ QUERY_API_PORT: 0, QUERY_API_SECONDS: 60 }));
  services.unshift(running);
  return running;
};
const asker = async (env: Readonly<Record<string, string>>) => {
  const code = await openCodeHost(runnerConfig.parse({ GITHUB_API_URL: github.url, ...env }), { clock: systemClock, logger: silentLogger, metrics: noMetrics });
  const { port } = (await start(queryApi as unknown as Service, code)) as RunningService & { port: number };
  return async (id: string): Promise<unknown> => {
    const query = 'query ($id: ID!) { change(id: $id) { code { repository from to compareUrl complete note commits { sha title author at url } pullRequests { url } } people { name role } } }';
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables: { id } }) });
    const { data, errors } = (await response.json()) as { data: { change: unknown }; errors?: unknown };
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data.change;
  };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-code-'));
  log = await openEmbeddedLog({ path: join(folder, 'log.db') });
  store = await openClickHouseStore({ path: join(folder, 'store') });
  github = await gitHubApi({ token: TOKEN, reviews: { 'acme/cart#7': [{ state: 'APPROVED', user: { login: 'rex', type: 'User' } }] }, commits: { 'acme/cart': Array.from({ length: 150 }, (_, i) => ({ sha: sha(i + 1), message: `Commit ${i + 1}`, login: 'ada', date: '2026-01-15T09:00:00Z' })) } });
  await log.ensureTopics(Object.values(topics));
  const cart = { environment: 'production', services: ['cart'], entities: ['acme/cart'], source: { provider: 'github', instance: github.instance('acme/cart') } };
  const deploy = (id: string, at: string, from: number | undefined, to: number, over: object = {}) => said('change', {
    ...cart, id, kind: 'deployment', occurredAt: at, title: `Deploy ${id}`, identities: [`commit:${sha(to)}`], links: [{ title: 'Commit', url: `${page}/commit/${sha(to)}` }],
    revision: { commit: sha(to), ...(from === undefined ? {} : { previous: { commit: sha(from) } }) }, ...over,
  });
  await log.append([
    deploy('long', '2026-01-15T10:00:00Z', 1, 120),
    deploy('next', '2026-01-15T11:00:00Z', undefined, 122),
    deploy('unknown', '2026-01-15T12:00:00Z', 122, 0xfff),
    deploy('slow', '2026-01-15T13:00:00Z', 122, 124),
    deploy('gitlab', '2026-01-15T14:00:00Z', 1, 2, { source: { provider: 'gitlab', instance: 'acme/cart' }, links: [{ title: 'Commit', url: `https://gitlab.com/acme/cart/-/commit/${sha(2)}` }] }),
    said('change', {
      ...cart, environment: undefined, id: 'merge', kind: 'code', occurredAt: '2026-01-15T10:59:00Z', title: 'Commit 122 (#7)', identities: [`commit:${sha(122)}`], revision: { commit: sha(122) },
      actor: { name: 'mia', kind: 'human', basis: 'sender' }, links: [{ title: 'Pull request #7', url: `${page}/pull/7` }], attributes: { pullRequest: '7', author: 'bo' },
    }),
    said('change', {
      ...cart, environment: undefined, id: 'push', kind: 'code', occurredAt: '2026-01-15T10:59:00Z', title: 'Commit 122', identities: [`commit:${sha(122)}`], revision: { commit: sha(122), previous: { commit: sha(121) } },
      actor: { name: 'pia', kind: 'human', basis: 'sender' }, attributes: { commitCount: 1, commits: [{ sha: sha(122), title: 'As it was pushed', author: 'bo', at: null }] },
    }),
  ].map(eventRecord));
  await start(projector as unknown as Service);
  const ask = await asker({});
  for (const end = Date.now() + 60_000; (await ask('gitlab')) === null || (await ask('push')) === null;) {
    if (Date.now() > end) throw new Error('the projector did not write them');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}, 180_000);
afterAll(async () => {
  for (const service of services) await service.stop();
  await github?.stop();
  await log?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('the code of a change, asked over GraphQL', () => {
  it('without a token is what the pushes tell, and said to be incomplete', async () => {
    const ask = await asker({});
    expect(await ask('long')).toMatchObject({ code: { repository: 'acme/cart', from: sha(1), to: sha(120), compareUrl: `https://git.acme.example/acme/cart/compare/${sha(1)}...${sha(120)}`, complete: false, note: 'not every push between them was told', commits: [] } });
    expect(github.asked).toEqual([]);
  });

  it('with one is whole: what was pushed, and what GitHub knows', async () => {
    const file = join(folder, 'token');
    await writeFile(file, `${TOKEN}\n`);
    const ask = await asker({ GITHUB_API_TOKEN_FILE: file });
    const long = await ask('long') as { code: { commits: { sha: string }[] } };
    expect(long).toMatchObject({ code: { complete: true, note: null } });
    expect(long.code.commits.map((commit) => commit.sha)).toEqual(Array.from({ length: 119 }, (_, i) => sha(120 - i)));
    // who wrote it where no push told, and who approved it
    expect(long).toMatchObject({ people: [{ name: 'ada', role: 'author' }] });
    // what ran before is what was deployed before
    expect(await ask('next')).toMatchObject({ code: { from: sha(120), complete: true, commits: [{ sha: sha(122), title: 'As it was pushed', author: 'bo' }, { sha: sha(121), title: 'Commit 121', author: 'ada', at: '2026-01-15T09:00:00.000Z' }], pullRequests: [{ url: `${page}/pull/7` }] } });
    expect(await ask('next')).toMatchObject({ people: expect.arrayContaining([{ name: 'rex', role: 'approver' }, { name: 'mia', role: 'merger' }, { name: 'pia', role: 'pusher' }, { name: 'bo', role: 'author' }]) });
    const compared = () => github.asked.filter(({ path }) => path.startsWith('/api/v3/repos/acme/cart/compare/'));
    expect(compared()).toHaveLength(3);
    await ask('long');
    expect(compared()).toHaveLength(3);
    expect(github.asked.filter((each) => !compared().includes(each)).map(({ path }) => path)).toEqual(['/api/v3/repos/acme/cart/pulls/7/reviews']);
  });

  it('says why it is not whole, and does not wait for long', async () => {
    const ask = await asker({ GITHUB_API_TOKEN: TOKEN });
    expect(await ask('unknown')).toMatchObject({ code: { complete: false, note: expect.stringContaining('does not know it in acme/cart') } });
    expect(await ask('gitlab')).toMatchObject({ code: { complete: false, note: 'not every push between them was told' } });
    // longer than this test may take
    github.instead = () => ({ afterMs: 300_000 });
    expect(await ask('slow')).toMatchObject({ code: { complete: false, note: expect.stringContaining('has not answered within 2 s') } });
    github.instead = () => ({ status: 403, headers: { 'retry-after': '60' }, body: { message: 'You have exceeded a secondary rate limit.' } });
    const limited = await asker({ GITHUB_API_TOKEN: TOKEN });
    expect(await limited('slow')).toMatchObject({ code: { complete: false, note: expect.stringContaining('asks to wait 60 s') } });
    github.instead = () => undefined;
    expect(await limited('long')).toMatchObject({ code: { complete: false, note: expect.stringContaining('asks to wait') } });
    expect(JSON.stringify(await (await asker({ GITHUB_API_TOKEN: 'wrong' }))('slow'))).toMatch(/refuses the token \(GITHUB_API_TOKEN\)/);
  });
});

it('a file of the token that is not there refuses the start', async () => {
  await expect(asker({ GITHUB_API_TOKEN_FILE: join(folder, 'nowhere') })).rejects.toThrow(/ENOENT/);
});
