import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { jenkins } from './index.js';

interface Build { number: number; url: string; timestamp: number; duration: number; result: string | null; building?: boolean; fullDisplayName: string; actions: { lastBuiltRevision?: { SHA1: string }; remoteUrls?: string[] }[] }
const ROOT = 'https://ci.acme.example/jenkins';
const NOW = '2024-03-24T12:00:00.000Z';
const SINCE = '2024-03-24T10:00:00.000Z';

const pathIn = (fullDisplayName: string): string => fullDisplayName.replace(/ #\d+$/, '').split(' » ').map((name) => `/job/${encodeURIComponent(encodeURIComponent(name))}`).join('');
const rows = (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'api', 'builds.json'), 'utf8')) as Build[]).map((build) => ({ ...build, url: `${ROOT}${pathIn(build.fullDisplayName)}/${build.number}/` }));
/** A branch whose name has a stroke, and a build that still runs. */
const running = { ...rows[0]!, fullDisplayName: 'my-org » devlake-jenkins » feature/pay #1', number: 1, building: true, result: null, duration: 0, timestamp: Date.parse('2024-03-24T11:30:00.000Z'), url: `${ROOT}/job/my-org/job/devlake-jenkins/job/feature%252Fpay/1/` };
const recent = 9;

let api: VendorApi;
let rig: Reconciled;
let all: Build[];
let answer: (asked: Asked) => Answer | undefined;

const standard = ({ path, query, headers }: Asked): Answer | undefined => {
  if (headers.authorization !== `Basic ${Buffer.from('a-token').toString('base64')}`) return { status: 401, body: '<html>Authentication required</html>' };
  const tree = query.get('tree') ?? '';
  const at = /^(\/jenkins)((?:\/job\/[^/]+)*)\/api\/json$/.exec(path)?.[2];
  if (at === undefined) return undefined;
  const builds = (of: string) => all.filter(({ url }) => url.replace(/\d+\/$/, '') === `${ROOT}${of}/`).sort((a, b) => b.number - a.number);
  const under = (of: string) => [...new Set(all.filter(({ url }) => url.startsWith(`${ROOT}${of}/job/`)).map(({ url }) => /^\/job\/([^/]+)/.exec(url.slice(ROOT.length + of.length))![1]!))];
  const lastOf = (of: string) => (builds(of)[0] === undefined ? {} : { lastBuild: { timestamp: builds(of)[0]!.timestamp } });
  const [, from, to] = /^allBuilds\[.*\]\{(\d+),(\d+)\}$/.exec(tree) ?? [];
  if (from !== undefined) return { body: { _class: 'x', allBuilds: builds(at).slice(Number(from), Number(to)) } };
  if (builds(at).length === 0 && under(at).length === 0) return { status: 404, body: '<html>' };
  const jobs = under(at).map((part) => {
    const child = `${at}/job/${part}`;
    return { name: decodeURIComponent(part), ...lastOf(child), ...(under(child).length > 0 ? { jobs: under(child).map((name) => ({ name: decodeURIComponent(name) })) } : {}) };
  });
  return { body: { ...lastOf(at), ...(jobs.length > 0 ? { jobs } : {}) } };
};
const settings = (over: object = {}) => ({ api: `${api.url}/jenkins`, ...over });

/** As the plugin tells a build: that it began, and what it came to. */
const hooks = async (builds: readonly Build[]): Promise<void> => {
  for (const { url, number, timestamp, duration, result, actions } of builds) {
    const git = actions.find(({ lastBuiltRevision }) => lastBuiltRevision !== undefined);
    const build = { full_url: url, url: url.slice(ROOT.length + 1), number, scm: { url: git?.remoteUrls?.[0], commit: git?.lastBuiltRevision?.SHA1 } };
    await rig.webhook({}, { name: 'x', build: { ...build, phase: 'STARTED', timestamp, duration: 0 } });
    if (result !== null) await rig.webhook({}, { name: 'x', build: { ...build, phase: 'FINALIZED', timestamp: timestamp + duration + 30, duration, status: result } });
  }
};

beforeEach(async () => {
  answer = standard;
  all = [...rows, running];
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(jenkins, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what Jenkins is asked for', () => {
  it('fills a gap: that builds began and what they came to, under the ids that the plugin gives', async () => {
    expect(await rig.round(settings(), SINCE)).toMatchObject({ unread: 0, added: recent * 2 + 1 });
    const found = await rig.changes();
    expect(new Set(found.map(({ detectedBy }) => detectedBy))).toEqual(new Set(['reconcile']));
    const statements = (all: typeof found) => all.map(({ id, phase, entities, identities }) => JSON.stringify({ id, phase, entities, identities })).sort();
    await hooks(all.filter(({ timestamp }) => timestamp > Date.parse(SINCE)));
    const told = (await rig.changes()).filter(({ detectedBy }) => detectedBy === 'live');
    expect(statements(found)).toEqual(statements(told));
    expect(found.find(({ attributes }) => attributes['job'] === 'my-org/devlake-jenkins/feature/pay')).toMatchObject({ phase: 'started', occurredAt: '2024-03-24T11:30:00.000Z' });
    expect(found.filter(({ phase }) => phase === 'failed').map(({ attributes }) => attributes['result']).sort()).toEqual(['ABORTED', 'FAILURE']);
  });

  it('adds nothing to what the plugin has brought', async () => {
    await hooks(all);
    const before = await rig.changes();
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: recent * 2 + 1, added: 0 });
    expect(await rig.changes()).toEqual(before);
  });

  it('adds the end alone of what began before', async () => {
    const [build] = rows as [Build];
    all = [build];
    // ten minutes earlier the round looks again
    expect(await rig.round(settings(), new Date(build.timestamp + 605_000).toISOString())).toMatchObject({ found: 1, added: 1 });
    expect(await rig.changes()).toMatchObject([{ phase: 'succeeded', occurredAt: '2024-03-24T10:52:31.963Z', finishedAt: '2024-03-24T10:53:02.378Z' }]);
  });

  it('goes through folders, and asks no job that has not built of late', async () => {
    await rig.round(settings(), SINCE);
    const asked = api.asked.map(({ path, query }) => `${query.get('tree')!.startsWith('allBuilds') ? 'builds' : 'jobs'} ${path.replace('/api/json', '')}`);
    expect(asked.filter((each) => each.startsWith('builds')).sort()).toEqual(['feature%252Fpay', 'feature-1', 'feature-2', 'main'].map((branch) => `builds /jenkins/job/my-org/job/devlake-jenkins/job/${branch}`));
    expect(asked).toContain('jobs /jenkins/job/Test-jenkins-dir/job/test-jenkins-sub-dir/job/test-sub-sub-dir');
  });

  it('is of the jobs and folders that are named', async () => {
    await rig.round(settings({ jobs: ['my-org/devlake-jenkins/main'] }), SINCE);
    expect(new Set((await rig.changes()).map(({ attributes }) => attributes['job']))).toEqual(new Set(['my-org/devlake-jenkins/main']));
    await expect(rig.round(settings({ jobs: ['no-such'] }), SINCE)).rejects.toThrow(/answers 404 to \/job\/no-such/);
  });

  it('is asked page by page, no further back than it must', async () => {
    all = Array.from({ length: 240 }, (_, at) => ({ ...rows[0]!, number: 240 - at, url: `${ROOT}/job/often/${240 - at}/`, timestamp: Date.parse(NOW) - 600_000 - at * 900_000 }));
    await rig.round(settings(), SINCE);
    // four an hour, a day and two hours and ten minutes back: 105 of them
    expect(api.asked.filter(({ query }) => query.get('tree')!.startsWith('allBuilds')).map(({ query }) => /\{.*\}/.exec(query.get('tree')!)![0])).toEqual(['{0,50}', '{50,100}', '{100,150}']);
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 401, body: '<html>' }), /does not let the token see \/api\/json \(401\)/],
    ['garbage', (): Answer => ({ body: '<html>' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: { jobs: [{ name: 7 }] } }), /something else than expected/],
    ['a server that fails', (): Answer => ({ status: 502 }), /answers 502/],
    ['a redirect', (): Answer => ({ status: 302, headers: { location: 'http://127.0.0.1:1/login' } }), /not followed/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), SINCE)).rejects.toThrow(words);
    expect(await rig.changes()).toEqual([]);
  });

  it('waits as long as it is told', async () => {
    let first = true;
    answer = (asked) => {
      if (!first) return standard(asked);
      first = false;
      return { status: 429, headers: { 'retry-after': '3' } };
    };
    await rig.round(settings(), SINCE);
    expect(rig.waits).toEqual([3_000]);
  });
});
