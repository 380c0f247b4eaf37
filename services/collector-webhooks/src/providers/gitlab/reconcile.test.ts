import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { gitlab } from './index.js';

interface Deployment { id: number; status: string; sha: string; ref: string; created_at: string; updated_at: string; user: object; environment: { name: string }; deployable: { id: number; started_at: string | null; finished_at: string | null; web_url: string } | null }
interface Pipeline { id: number; ref: string; tag: boolean; source: string; status: string; updated_at: string; finished_at: string; created_at: string; web_url: string; user: object }
const fixture = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'api', `${name}.json`), 'utf8'));
const DAY = '2023-11-21';
/** Moved to the day of the pipelines; `completed` is no status of GitLab's. */
const deployments = JSON.parse(JSON.stringify(fixture('deployments')).replaceAll('2019-03-13', DAY).replace('"completed"', '"success"')) as Deployment[];
const pipelines = fixture('pipelines') as Pipeline[];
const sha = 'a'.repeat(40);
const project = { id: 12345678, path_with_namespace: 'merico-dev/ee/vdev.co', web_url: 'https://gitlab.com/merico-dev/ee/vdev.co', default_branch: 'master', builds_access_level: 'enabled', releases_access_level: 'enabled' };
const request = { iid: 175, title: 'Update CI', state: 'merged', source_branch: 'update-ci', target_branch: 'master', merged_at: `${DAY}T10:00:00.100Z`, updated_at: `${DAY}T10:00:01Z`, merge_commit_sha: sha, sha: 'b'.repeat(40), merge_user: { username: 'ann' }, labels: ['ci'], web_url: `${project.web_url}/-/merge_requests/175` };
const release = { tag_name: 'v1.2.0', name: 'v1.2.0', created_at: `${DAY}T11:00:00.000Z`, released_at: `${DAY}T11:00:00.000Z`, commit: { id: sha, title: 'Update CI', committed_date: `${DAY}T10:00:00.000+00:00` }, _links: { self: `${project.web_url}/-/releases/v1.2.0` } };
const pushed = { id: 9, action_name: 'pushed to', created_at: `${DAY}T10:00:00.200Z`, author_username: 'ann', push_data: { commit_count: 2, action: 'pushed', ref_type: 'branch', commit_from: 'c'.repeat(40), commit_to: sha, ref: 'master', commit_title: 'Update CI' } };
const NOW = `${DAY}T18:00:00.000Z`;
const SINCE = `${DAY}T00:00:00.000Z`;

let api: VendorApi;
let rig: Reconciled;
let answer: (asked: Asked) => Answer | undefined;
/** Two a page, as GitLab pages. */
const paged = ({ query }: Asked, rows: readonly object[]): Answer => {
  const found = rows.filter((row) => !('updated_at' in row) || Date.parse(String(row.updated_at)) >= Date.parse(query.get('updated_after') ?? '2001-01-01'));
  const page = Number(query.get('page'));
  return { body: found.slice(page * 2 - 2, page * 2), headers: { 'x-next-page': page * 2 < found.length ? String(page + 1) : '' } };
};
const standard = (asked: Asked): Answer | undefined => {
  const { path, query, headers } = asked;
  if (headers['private-token'] !== 'a-token') return { status: 401, body: { message: '401 Unauthorized' } };
  const base = `/api/v4/projects/${project.id}`;
  const one = pipelines.find(({ id }) => path === `${base}/pipelines/${id}`);
  if (one !== undefined) return { body: one };
  switch (path) {
    case '/api/v4/projects/merico-dev%2Fee%2Fvdev.co': return { body: project };
    case '/api/v4/groups/merico-dev/projects': return paged(asked, [project]);
    case `${base}/events`: return paged(asked, [pushed]);
    case `${base}/merge_requests`: return paged(asked, [request]);
    case `${base}/releases`: return paged(asked, [release, { ...release, created_at: '2023-01-01T00:00:00Z' }]);
    case `${base}/pipelines`: return paged(asked, query.get('scope') === 'tags' ? [] : pipelines.filter(({ ref }) => ref === query.get('ref')).map(({ id, updated_at }) => ({ id, updated_at })));
    case `${base}/deployments`: return paged(asked, deployments);
    default: return undefined;
  }
};
const settings = (over: object = {}) => ({ api: `${api.url}/api/v4`, projects: ['merico-dev/ee/vdev.co'], ...over });

const hooks = async (): Promise<void> => {
  const hook = (body: object) => rig.webhook({}, { project: { ...project, id: undefined }, ...body });
  await hook({ object_kind: 'push', ref: 'refs/heads/master', before: 'c'.repeat(40), after: sha, checkout_sha: sha, user_username: 'ann', commits: [{ id: sha, message: 'Update CI', timestamp: `${DAY}T09:59:59Z` }] });
  await hook({ object_kind: 'merge_request', user: { username: 'ann' }, object_attributes: { iid: 175, action: 'merge', state: 'merged', title: 'Update CI', target_branch: 'master', merge_commit_sha: sha, updated_at: `${DAY} 10:00:01 UTC` } });
  await hook({ object_kind: 'release', action: 'create', tag: 'v1.2.0', name: 'v1.2.0', created_at: `${DAY} 11:00:00 UTC`, released_at: `${DAY} 11:00:00 UTC`, commit: { id: sha } });
  for (const { id, ref, tag, source, status, created_at, finished_at } of pipelines) await hook({ object_kind: 'pipeline', object_attributes: { id, ref, tag, source, status, created_at: `${created_at.slice(0, 19)}Z`, finished_at } });
  for (const { id, status, environment, created_at, updated_at } of deployments) {
    const deployment = { object_kind: 'deployment', deployment_id: id, environment: environment.name, commit_url: null };
    await hook({ ...deployment, status: 'running', status_changed_at: created_at });
    if (/^(success|failed|canceled)$/.test(status)) await hook({ ...deployment, status, status_changed_at: updated_at });
  }
};

beforeEach(async () => {
  answer = standard;
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(gitlab, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what GitLab is asked for', () => {
  it('fills a gap, under the ids that the webhooks give', async () => {
    expect(await rig.round(settings(), SINCE)).toMatchObject({ unread: 0 });
    const found = await rig.changes();
    const count = (kind: string) => found.filter((each) => each.kind === kind).length;
    expect([count('code'), count('job'), new Set(found.map(({ detectedBy }) => detectedBy))]).toEqual([3, pipelines.filter(({ ref }) => ref === 'master').length, new Set(['reconcile'])]);
    const { sha: deployed } = deployments[0]!;
    expect(found.find(({ phase, environment, revision }) => phase === 'succeeded' && environment === 'staging' && revision?.commit === deployed)).toMatchObject({
      kind: 'deployment', entities: ['merico-dev/ee/vdev.co'], actor: { name: 'hackwaly' }, finishedAt: `${DAY}T14:17:47.640Z`, identities: [`commit:${deployed}`],
    });
    expect(found.find(({ attributes }) => attributes['mergeRequest'] !== undefined)).toMatchObject({ occurredAt: `${DAY}T10:00:00.100Z`, actor: { name: 'ann' }, attributes: { labels: ['ci'] } });
    const ids = new Set(found.map(({ id }) => id));
    await hooks();
    expect(new Set((await rig.changes()).map(({ id }) => id))).toEqual(ids);
  });

  it('adds nothing to what the webhooks have brought, also as a project of a group', async () => {
    await hooks();
    const before = await rig.changes();
    const outcome = await rig.round(settings({ groups: ['merico-dev'] }), SINCE);
    expect(outcome.found).toBeGreaterThan(10);
    expect(outcome).toMatchObject({ added: 0, unread: 0 });
    expect(await rig.changes()).toEqual(before);
    expect(api.asked.filter(({ path }) => path.endsWith('/events'))).toHaveLength(1);
  });

  it('is asked page by page, for what was updated since', async () => {
    await rig.round(settings(), SINCE);
    const pages = api.asked.filter(({ path }) => path.endsWith('/deployments'));
    expect(pages.map(({ query }) => [query.get('page'), query.get('order_by')])).toEqual([['1', 'updated_at'], ['2', 'updated_at'], ['3', 'updated_at'], ['4', 'updated_at']]);
    expect(api.asked.find(({ path }) => path.endsWith('/events'))?.query.get('after')).toBe('2023-11-19');
  });

  it('leaves out what a project does not use', async () => {
    answer = (asked) => (asked.path.endsWith('vdev.co') ? { body: { ...project, builds_access_level: 'disabled', merge_requests_access_level: 'disabled' } } : standard(asked));
    await rig.round(settings(), SINCE);
    expect((await rig.changes()).map(({ kind }) => kind)).toEqual(['code', 'code']);
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 401, body: { message: '401 Unauthorized' } }), /does not let the token see \/projects\/merico-dev%2Fee%2Fvdev.co \(401\)/],
    ['a project that is not there', (asked: Asked): Answer | undefined => (asked.path.includes('vdev') ? { status: 404 } : standard(asked)), /answers 404 to \/projects\/merico/],
    ['garbage', (): Answer => ({ body: '<html>' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: [] }), /something else than expected/],
    ['a server that fails', (): Answer => ({ status: 502 }), /answers 502/],
    ['a redirect', (): Answer => ({ status: 301, headers: { location: 'http://127.0.0.1:1/' } }), /not followed/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), SINCE)).rejects.toThrow(words);
    expect(await rig.changes()).toEqual([]);
  });

  it('waits where GitLab asks to', async () => {
    let first = true;
    answer = (asked) => {
      if (!first) return standard(asked);
      first = false;
      return { status: 429, headers: { 'retry-after': '3', 'ratelimit-reset': '1700000000' } };
    };
    await rig.round(settings(), `${DAY}T17:00:00.000Z`);
    expect(rig.waits).toEqual([3_000]);
  });
});
