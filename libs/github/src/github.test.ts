import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { noMetrics, silentLogger, type CodeHost, type Logger } from '@culprit/ports';
import { openGitHub, type GitHubOptions } from './open.js';
import { documentedCommit, documentedComparison, type DocumentedCommit } from './testing/documented.js';
import { gitHubApi, type GitHubApi } from './testing/git-hub-api.js';

const TOKEN = 'ghp_aTokenThatNobodyMaySee0123456789abcd';
const sha = (n: number): string => n.toString(16).padStart(40, '0');
const line = (length: number) => Array.from({ length }, (_, i) => ({
  sha: sha(i + 1), message: `Commit ${i + 1}\n\nSaid at length.`, ...(i % 2 === 0 ? { login: 'ada' } : { name: 'Bo Li' }), date: new Date(Date.UTC(2026, 0, 15, 10) + i * 60_000).toISOString(),
}));

let api: GitHubApi;
let now: number;
let said: string[];
const logger: Logger = { ...silentLogger, warn: (message, fields) => void said.push(JSON.stringify([message, fields])), error: (message, fields) => void said.push(JSON.stringify([message, fields])) };
const open = (over: Partial<GitHubOptions> = {}): CodeHost =>
  openGitHub({ api: api.url, token: async () => TOKEN, clock: { now: () => now }, logger, metrics: noMetrics, patienceMs: 30_000, ...over });
const cart = () => ({ provider: 'github', instance: api.instance('acme/cart') });

beforeEach(async () => {
  now = Date.UTC(2026, 0, 15, 12);
  said = [];
  api = await gitHubApi({
    token: TOKEN,
    commits: { 'acme/cart': line(1_301) },
    reviews: { 'acme/cart#7': [
      { state: 'CHANGES_REQUESTED', user: { login: 'mia', type: 'User' } }, { state: 'APPROVED', user: { login: 'mia', type: 'User' } }, { state: 'COMMENTED', user: { login: 'mia', type: 'User' } },
      { state: 'APPROVED', user: { login: 'bo', type: 'User' } }, { state: 'DISMISSED', user: { login: 'bo', type: 'User' } },
      { state: 'APPROVED', user: { login: 'renovate[bot]', type: 'Bot' } }, { state: 'APPROVED', user: null },
    ] },
  });
});
afterEach(() => api.stop());

describe('the commits between two', () => {
  it('come newest first, each as its own', async () => {
    expect(await open().compare(cart(), sha(1), sha(3))).toEqual({
      is: 'compared', relation: 'ahead', total: 2, takenBack: 0,
      commits: [
        { sha: sha(3), title: 'Commit 3', author: 'ada', at: '2026-01-15T10:02:00.000Z', url: `https://github.com/acme/cart/commit/${sha(3)}` },
        { sha: sha(2), title: 'Commit 2', author: 'Bo Li', at: '2026-01-15T10:01:00.000Z', url: `https://github.com/acme/cart/commit/${sha(2)}` },
      ],
    });
  });

  it('come page by page; of more than can be read the newest, and it is told how many there are', async () => {
    const host = open();
    const some = await host.compare(cart(), sha(1), sha(251));
    expect(some).toMatchObject({ is: 'compared', total: 250 });
    expect(some.is === 'compared' && some.commits.map((commit) => commit.sha)).toEqual(Array.from({ length: 250 }, (_, i) => sha(251 - i)));
    expect(api.asked.map(({ query }) => query.get('page'))).toEqual(['1', '2', '3']);
    const many = await host.compare(cart(), sha(1), sha(1_301));
    expect(many).toMatchObject({ is: 'compared', total: 1_300 });
    expect(many.is === 'compared' && [many.commits.length, many.commits[0]?.sha, many.commits.at(-1)?.sha]).toEqual([500, sha(1_301), sha(802)]);
    expect(api.asked).toHaveLength(3 + 6);
  });

  it('are told to be taken back, or to be none', async () => {
    expect(await open().compare(cart(), sha(9), sha(4))).toEqual({ is: 'compared', relation: 'behind', total: 0, takenBack: 5, commits: [] });
    expect(await open().compare(cart(), sha(4), sha(4))).toEqual({ is: 'compared', relation: 'identical', total: 0, takenBack: 0, commits: [] });
    api.instead = () => ({ body: { status: 'diverged', ahead_by: 1, behind_by: 2, total_commits: 1, commits: [{ sha: sha(5), html_url: 'javascript:alert(1)', commit: { message: `Use ${TOKEN}`, author: { name: 'Ada', date: 'never' }, committer: null }, author: null }] } });
    const answer = await open().compare(cart(), sha(2), sha(5));
    expect(answer).toMatchObject({ is: 'compared', relation: 'diverged', takenBack: 2, commits: [{ author: 'Ada', at: undefined, url: undefined }] });
    expect(JSON.stringify(answer)).not.toContain('ghp_');
  });

  it('are read of all that GitHub documents: nobody known, an empty account, another history, files with their patches', async () => {
    const written = { sha: sha(5), message: 'Fix', name: 'Bo Li', date: '2026-01-15T10:00:00Z' };
    const commit = documentedCommit('acme/cart', written);
    const files = Array.from({ length: 300 }, (_, i) => ({ sha: sha(i), filename: `${i}.ts`, status: 'modified' as const, additions: 1, deletions: 1, changes: 2, blob_url: 'https://x.example', raw_url: 'https://x.example', contents_url: 'https://x.example', patch: '@@ -1 +1 @@\n-a\n+b' }));
    const commits: DocumentedCommit[] = [{ ...commit, author: {}, committer: {} }, { ...commit, sha: sha(6), author: null, commit: { ...commit.commit, author: null, committer: null } }];
    api.instead = () => ({ body: documentedComparison('acme/cart', `${sha(2)}...${sha(6)}`, { status: 'diverged', ahead_by: 2, behind_by: 3, total_commits: 2, commits, files }, commit) });
    expect(await open().compare(cart(), sha(2), sha(6))).toEqual({
      is: 'compared', relation: 'diverged', total: 2, takenBack: 3,
      commits: [
        { sha: sha(6), title: 'Fix', author: undefined, at: undefined, url: `https://github.com/acme/cart/commit/${sha(5)}` },
        { sha: sha(5), title: 'Fix', author: 'Bo Li', at: '2026-01-15T10:00:00.000Z', url: `https://github.com/acme/cart/commit/${sha(5)}` },
      ],
    });
  });

  it('are each told once, and not said to be all where pages came twice', async () => {
    const commits = Array.from({ length: 100 }, (_, i) => documentedCommit('acme/cart', { sha: sha(i + 1), message: 'x', date: '2026-01-15T10:00:00Z' }));
    api.instead = () => ({ body: documentedComparison('acme/cart', 'x', { status: 'ahead', ahead_by: 150, behind_by: 0, total_commits: 150, commits }, commits[0] as DocumentedCommit) });
    const answer = await open().compare(cart(), sha(1), sha(151));
    expect(answer).toMatchObject({ is: 'compared', total: 150 });
    expect(answer.is === 'compared' && answer.commits.length).toBe(100);
  });

  it('are asked for once, and then known', async () => {
    const host = open();
    const all = await Promise.all(Array.from({ length: 20 }, () => host.compare(cart(), sha(1), sha(3))));
    now += 30 * 86_400_000;
    expect(await host.compare(cart(), sha(1), sha(3))).toEqual(all[0]);
    expect(api.asked).toHaveLength(1);
  });
});

describe('what keeps an answer from us', () => {
  const unanswered = async (host = open()): Promise<string> => {
    const answer = await host.compare(cart(), sha(1), sha(3));
    return answer.is === 'unanswered' ? answer.reason : answer.is;
  };

  it('is said: a commit that is unknown, and then asked for again after a while', async () => {
    const host = open();
    const ask = () => host.compare(cart(), sha(1), 'f'.repeat(40));
    expect(await ask()).toEqual({ is: 'unanswered', reason: expect.stringContaining('does not know it in acme/cart') });
    await ask();
    expect(api.asked).toHaveLength(1);
    now += 61_000;
    await ask();
    expect(api.asked).toHaveLength(2);
  });

  it('is said: no history in common, no right to see it, a token that is refused, an answer that is none', async () => {
    api.instead = () => ({ status: 404, body: { message: `No common ancestor between ${sha(1)} and ${sha(3)}.` } });
    expect(await unanswered()).toContain('no history in common');
    api.instead = () => ({ status: 403, body: { message: 'Resource not accessible by personal access token' } });
    expect(await unanswered()).toContain('does not let the token see acme/cart');
    api.instead = () => ({ status: 401, body: { message: 'Bad credentials' } });
    expect(await unanswered()).toContain('refuses the token (GITHUB_API_TOKEN)');
    api.instead = () => ({ body: { commits: 'many' } });
    expect(await unanswered()).toContain('something else than expected');
    api.instead = () => ({ body: '<html>', headers: { 'content-type': 'text/html' } });
    expect(await unanswered()).toContain('something else than expected');
    api.instead = () => ({ status: 500, body: { message: 'Server Error: Sorry, this diff is taking too long to generate.', errors: [{ resource: 'Comparison', field: 'diff', code: 'not_available' }] } });
    expect(await unanswered()).toContain('they differ by too much');
    api.instead = () => ({ status: 502, body: 'bad gateway' });
    expect(await unanswered()).toContain('answers 502');
    expect(await unanswered(open({ api: 'http://127.0.0.1:1/api/v3' }))).toBe('elsewhere');
    const { port } = new URL(api.url);
    await api.stop();
    expect(await unanswered()).toContain(`127.0.0.1:${port} cannot be reached`);
  });

  it.each([
    ['the hourly limit', { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Date.UTC(2026, 0, 15, 12, 5) / 1_000) }, body: { message: 'API rate limit exceeded for user ID 1.' } }, 300],
    ['a limit of bursts', { status: 403, headers: { 'retry-after': '30' }, body: { message: 'You have exceeded a secondary rate limit.' } }, 30],
    ['a limit of bursts that does not say how long', { status: 403, body: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' } }, 60],
    ['too many requests', { status: 429, headers: { 'retry-after': '7' }, body: {} }, 7],
    ['a clock of theirs that is wrong', { status: 429, headers: { 'retry-after': '99999999' }, body: {} }, 3_600],
  ])('at %s nothing is asked before its time', async (_what, refusal, seconds) => {
    const host = open();
    api.instead = () => refusal;
    expect(await unanswered(host)).toContain(`asks to wait ${seconds} s`);
    api.instead = () => undefined;
    now += seconds * 1_000 - 1;
    expect(await host.compare(cart(), sha(4), sha(5))).toMatchObject({ is: 'unanswered', reason: expect.stringContaining('asks to wait 1 s') });
    expect(api.asked).toHaveLength(1);
    now += 1;
    expect(await host.compare(cart(), sha(4), sha(5))).toMatchObject({ is: 'compared' });
    expect(await unanswered(host)).toBe('compared');
    expect(said).toHaveLength(1);
  });

  it('waits twice as long each time that a limit of bursts is told again without its time, and as at first once it has been answered', async () => {
    const host = open();
    const limited = () => ({ status: 403, headers: { 'x-ratelimit-remaining': '4990', 'x-ratelimit-reset': String(now / 1_000 + 3_000) }, body: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' } });
    api.instead = limited;
    for (const seconds of [60, 120, 240]) {
      expect(await unanswered(host)).toContain(`asks to wait ${seconds} s`);
      now += seconds * 1_000;
    }
    api.instead = () => undefined;
    expect(await unanswered(host)).toBe('compared');
    api.instead = limited;
    expect(await host.compare(cart(), sha(4), sha(5))).toMatchObject({ reason: expect.stringContaining('asks to wait 60 s') });
  });

  it('heeds the last request of an hour before it is refused', async () => {
    const host = open();
    api.instead = () => ({ headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1_000 + 60) }, body: { status: 'identical', behind_by: 0, total_commits: 0, commits: [] } });
    expect(await unanswered(host)).toBe('compared');
    expect(await host.compare(cart(), sha(4), sha(5))).toMatchObject({ is: 'unanswered' });
    expect(api.asked).toHaveLength(1);
  });

  it('is time: what takes longer is known the next time', async () => {
    const host = open({ patienceMs: 50 });
    api.instead = () => ({ afterMs: 200, body: { status: 'identical', behind_by: 0, total_commits: 0, commits: [] } });
    expect(await unanswered(host)).toContain('has not answered within 0.05 s');
    let said = '';
    do said = await unanswered(host);
    while (said.includes('has not answered within'));
    expect(said).toBe('compared');
    expect(api.asked).toHaveLength(1);
  });

  it('gives up on what never ends', async () => {
    const host = open({ requestMs: 50 });
    api.instead = () => ({ afterMs: 5_000 });
    expect(await unanswered(host)).toContain('does not answer in time');
  });

  it('asks few at a time, however many want to know', async () => {
    let [here, most] = [0, 0];
    const host = open({ patienceMs: 15_000, fetch: async (input, init) => {
      most = Math.max(most, ++here);
      const answer = await fetch(input, init);
      here--;
      return answer;
    } });
    const all = await Promise.all(Array.from({ length: 300 }, (_, i) => host.compare(cart(), sha(i + 1), sha(i + 2))));
    expect(most).toBe(4);
    expect(all.filter(({ is }) => is === 'compared').length).toBe(204);
    expect(all.filter((answer) => answer.is === 'unanswered' && !answer.reason.includes('too much is asked')).length).toBe(0);
  });

  it('never holds or logs the token', async () => {
    const broken = open({ token: async () => `${TOKEN}\nx` });
    const answers = [await unanswered(broken), await unanswered(open({ token: async () => { throw new Error(TOKEN); } }))];
    api.instead = () => ({ status: 401, body: { message: `Bad credentials: ${TOKEN}` } });
    answers.push(await unanswered());
    expect([...answers, ...said].join('\n')).not.toContain('ghp_');
    expect(answers.map((answer) => answer.includes('compared'))).toEqual([false, false, false]);
  });
});

describe('where we ask', () => {
  it.each([
    ['another provider', 'gitlab', 'acme/cart'], ['another host', 'github', 'evil.example/acme/cart'], ['github.com, where ours is another', 'github', 'acme/cart'],
    ['a path', 'github', 'HOST/acme/cart/../../user'], ['dots', 'github', 'HOST/acme/..'], ['a user before it', 'github', 'me@HOST/acme/cart'], ['a query', 'github', 'HOST/acme/cart?x=1'],
    ['a space', 'github', 'HOST/acme/ca rt'], ['nothing', 'github', undefined],
  ])('is never %s', async (_what, provider, instance) => {
    expect(await open().compare({ provider, instance: instance?.replace('HOST', new URL(api.url).host) }, sha(1), sha(2))).toEqual({ is: 'elsewhere' });
    expect(api.asked).toEqual([]);
  });

  it('is asked for whole commits alone', async () => {
    for (const odd of ['main', 'deadbeef', '../x', sha(1).toUpperCase().replace(/0/g, 'A'), '']) expect(await open().compare(cart(), sha(1), odd)).toMatchObject({ is: 'unanswered' });
    expect(api.asked).toEqual([]);
  });

  it('is the API of the pages that events name', async () => {
    const asked: string[] = [];
    const fetch = (async (input: URL) => {
      asked.push(input.href);
      return new Response('{}', { status: 404, headers: { 'content-type': 'application/json' } });
    }) as unknown as typeof globalThis.fetch;
    await open({ api: 'https://api.github.com', fetch }).compare({ provider: 'github', instance: 'acme/cart' }, sha(1), sha(2));
    await open({ api: 'https://api.acme.ghe.com', fetch }).compare({ provider: 'github', instance: 'acme.ghe.com/acme/cart' }, sha(1), sha(2));
    await open({ api: 'https://git.acme.example/api/v3/', fetch }).compare({ provider: 'github', instance: 'git.acme.example/acme/cart' }, sha(1), sha(2));
    expect(asked.map((url) => url.split('/compare')[0])).toEqual(['https://api.github.com/repos/acme/cart', 'https://api.acme.ghe.com/repos/acme/cart', 'https://git.acme.example/api/v3/repos/acme/cart']);
  });

  it('follows a repository that was renamed, and takes the token nowhere else', async () => {
    api.instead = ({ path }) => (path.includes('/compare/') ? { status: 301, headers: { location: `${api.url}/repositories/5/moved` } } : { body: { status: 'identical', behind_by: 0, total_commits: 0, commits: [] } });
    expect(await open().compare(cart(), sha(1), sha(2))).toMatchObject({ is: 'compared' });
    // page by page, also where the way there forgets which one
    for (const query of ['?per_page=100&page=', '']) {
      const here = api.asked.length;
      api.instead = ({ path, query: asked }) => (path.includes('/repos/acme/old/') ? { status: 301, headers: { location: `${api.url}${path.slice('/api/v3'.length).replace('/old/', '/cart/')}${query === '' ? '' : `${query}${asked.get('page')}`}` }, body: { message: 'Moved Permanently' } } : undefined);
      const answer = await open().compare({ provider: 'github', instance: api.instance('acme/old') }, sha(1), sha(251));
      expect(answer.is === 'compared' && answer.commits.map((commit) => commit.sha)).toEqual(Array.from({ length: 250 }, (_, i) => sha(251 - i)));
      expect(api.asked.slice(here).map(({ query: asked }) => asked.get('page')).sort()).toEqual(['1', '1', '2', '2', '3', '3']);
    }
    api.instead = () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } });
    expect(await open().compare(cart(), sha(1), sha(3))).toEqual({ is: 'unanswered', reason: 'GitHub leads to another host, where its token is not taken' });
    api.instead = ({ path }) => ({ status: 302, headers: { location: `${api.url}/${path.length}` } });
    expect(await open().compare(cart(), sha(1), sha(4))).toMatchObject({ reason: 'GitHub redirects without an end' });
  });
});

describe('who approved', () => {
  it('is whose last word was that it may go in', async () => {
    const host = open();
    expect(await host.approvals(cart(), 7)).toEqual({ is: 'reviewed', approvers: ['mia'] });
    await host.approvals(cart(), 7);
    expect(api.asked).toHaveLength(1);
    now += 600_001;
    await host.approvals(cart(), 7);
    expect(api.asked).toHaveLength(2);
    expect(await host.approvals(cart(), 8)).toMatchObject({ is: 'unanswered' });
    expect(await host.approvals(cart(), -1)).toMatchObject({ is: 'unanswered' });
  });
});
