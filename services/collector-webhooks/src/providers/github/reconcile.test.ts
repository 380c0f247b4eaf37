import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { paged, vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { github } from './index.js';

interface Run { id: number; event: string; status: string; created_at: string; updated_at: string; repository: object }
const runs = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'api', 'runs.json'), 'utf8')) as Run[];
const repository = { ...runs[0]!.repository, full_name: 'panjf2000/ants', name: 'ants', html_url: 'https://github.com/panjf2000/ants', default_branch: 'master' };
const NOW = '2022-06-27T12:00:00.000Z';
const sha = 'a'.repeat(40);

const events = [
  { id: '9', type: 'WatchEvent', created_at: '2022-06-27T11:00:00Z', actor: { login: 'octo-dev' }, payload: {} },
  { id: '8', type: 'PushEvent', created_at: '2022-06-27T10:00:00Z', actor: { login: 'octo-dev' }, payload: { ref: 'refs/heads/master', before: 'b'.repeat(40), head: sha, commits: [{ sha, message: 'Lower the limit', author: { name: 'Octo' } }] } },
];
const deployment = { id: 7, sha, ref: 'master', environment: 'production', payload: {}, creator: { login: 'octo-dev', type: 'User' }, created_at: '2022-06-27T10:01:00Z', updated_at: '2022-06-27T10:05:00Z' };
const status = { id: 70, state: 'success', environment: 'production', created_at: '2022-06-27T10:05:00Z' };
const pull = { number: 5, title: 'Lower the limit', html_url: 'https://github.com/panjf2000/ants/pull/5', merged_at: '2022-06-27T10:00:00Z', updated_at: '2022-06-27T10:00:01Z', merge_commit_sha: sha, user: { login: 'octo-dev' }, base: { ref: 'master' }, head: { ref: 'lower' } };
const release = { id: 3, tag_name: 'v2.5.0', name: 'v2.5.0', html_url: 'https://github.com/panjf2000/ants/releases/v2.5.0', author: { login: 'octo-dev' }, created_at: '2022-06-27T10:10:00Z', published_at: '2022-06-27T10:10:00Z' };
const deliveries = [
  { id: 104, guid: 'lost', delivered_at: '2022-06-27T11:30:00Z', status: 'Invalid HTTP Response: 503' },
  { id: 103, guid: 'mended', delivered_at: '2022-06-27T11:20:00Z', status: 'OK' },
  { id: 102, guid: 'mended', delivered_at: '2022-06-27T11:10:00Z', status: 'timed out' },
  { id: 101, guid: 'fine', delivered_at: '2022-06-27T11:00:00Z', status: 'OK' },
];

let api: VendorApi;
let rig: Reconciled;
let answer: (asked: Asked) => Answer | undefined;
const standard = (asked: Asked): Answer | undefined => {
  if (asked.headers.authorization !== 'token a-token') return { status: 401, body: { message: 'Bad credentials' } };
  const base = '/repos/panjf2000/ants';
  switch (`${asked.method} ${asked.path}`) {
    case `GET ${base}`: return { body: repository };
    case `GET ${base}/events`: return paged(api.url, asked, events, 1);
    case `GET ${base}/pulls`: return paged(api.url, asked, [pull]);
    case `GET ${base}/releases`: return paged(api.url, asked, [release]);
    case `GET ${base}/actions/runs`: return { ...paged(api.url, asked, runs, 2), body: { total_count: runs.length, workflow_runs: paged(api.url, asked, runs, 2).body } };
    case `GET ${base}/deployments`: return paged(api.url, asked, [deployment]);
    case `GET ${base}/deployments/7/statuses`: return paged(api.url, asked, [status]);
    case `GET ${base}/hooks/12/deliveries`: return paged(api.url, asked, deliveries);
    case `POST ${base}/hooks/12/deliveries/104/attempts`: return { status: 202, body: {} };
    default: return undefined;
  }
};
const settings = () => ({ api: api.url, repositories: ['panjf2000/ants'], hooks: [{ repository: 'panjf2000/ants', id: 12 }] });
const hook = (event: string, body: object) => rig.webhook({ 'x-github-event': event }, body);

beforeEach(async () => {
  answer = standard;
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(github, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what GitHub is asked for', () => {
  it('fills a gap, under the ids that the webhooks give', async () => {
    const outcome = await rig.round(settings(), '2022-06-27T00:00:00.000Z');
    expect(outcome).toMatchObject({ redelivered: 1, unread: 0 });
    const found = await rig.changes();
    expect(found.map(({ kind, phase, detectedBy }) => `${kind} ${phase} ${detectedBy}`).sort()).toEqual([
      'code succeeded reconcile', 'code succeeded reconcile', 'code succeeded reconcile', 'deployment started reconcile', 'deployment succeeded reconcile', 'job failed reconcile',
    ]);
    expect(api.asked.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual(['/repos/panjf2000/ants/hooks/12/deliveries/104/attempts']);
    const ids = new Set(found.map(({ id }) => id));
    await hook('push', { ref: 'refs/heads/master', before: 'b'.repeat(40), after: sha, commits: [], repository: { ...repository, pushed_at: 1_656_324_000 } });
    await hook('deployment_status', { action: 'created', deployment, deployment_status: status, repository });
    await hook('workflow_run', { action: 'completed', workflow_run: runs.find(({ event }) => event === 'push'), repository });
    await hook('pull_request', { action: 'closed', pull_request: pull, repository });
    await hook('release', { action: 'published', release, repository });
    expect(new Set((await rig.changes()).map(({ id }) => id))).toEqual(ids);
  });

  it('adds nothing to what the webhooks have brought', async () => {
    await hook('push', { ref: 'refs/heads/master', before: 'b'.repeat(40), after: sha, commits: [], repository: { ...repository, pushed_at: 1_656_324_000 } });
    await hook('deployment', { action: 'created', deployment, repository });
    await hook('deployment_status', { action: 'created', deployment, deployment_status: status, repository });
    for (const run of runs) await hook('workflow_run', { action: 'completed', workflow_run: run, repository });
    await hook('pull_request', { action: 'closed', pull_request: pull, repository });
    await hook('release', { action: 'published', release, repository });
    const before = await rig.changes();
    const outcome = await rig.round(settings(), '2022-06-27T00:00:00.000Z');
    expect([outcome.found, outcome.added]).toEqual([6, 0]);
    expect(await rig.changes()).toEqual(before);
  });

  it('is asked page by page, and no further back than the last round', async () => {
    await rig.round(settings(), '2022-06-27T11:50:00.000Z');
    // two runs a page: the fifth holds the first that began more than a day before the last round, and a sixth is not asked for
    const pages = api.asked.filter(({ path }) => path.endsWith('/actions/runs')).map(({ query }) => query.get('page') ?? '1');
    expect(pages).toEqual(['1', '2', '3', '4', '5']);
    expect((await rig.changes()).map(({ occurredAt }) => occurredAt).filter((at) => at < '2022-06-27T11:35:00.000Z')).toEqual([]);
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 401, body: { message: 'Bad credentials' } }), /Bad credentials/],
    ['garbage', (): Answer => ({ body: '<html>' , headers: { 'content-type': 'text/html' } }), /./],
    ['a server that fails', (): Answer => ({ status: 502 }), /answers 502/],
    ['a page on another host', (asked: Asked): Answer | undefined => (asked.path.endsWith('/events') ? { body: [events[1]], headers: { link: '<http://127.0.0.1:1/x?page=2>; rel="next"' } } : standard(asked)), /its token is not taken/],
    ['a redirect', (): Answer => ({ status: 301, headers: { location: 'http://127.0.0.1:1/' } }), /not followed/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), '2022-06-27T00:00:00.000Z')).rejects.toThrow(words);
  });

  it('waits where GitHub asks to', async () => {
    let first = true;
    answer = (asked) => {
      if (!first) return standard(asked);
      first = false;
      return { status: 429, headers: { 'retry-after': '7' }, body: { message: 'slow down' } };
    };
    await rig.round(settings(), '2022-06-27T11:50:00.000Z');
    expect(rig.waits).toEqual([7_000]);
  });
});
