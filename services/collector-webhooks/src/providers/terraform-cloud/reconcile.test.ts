import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { terraformCloud } from './index.js';

interface Run { id: string; attributes: Record<string, unknown> & { 'created-at': string }; relationships: object }
const NOW = '2026-01-15T11:00:00.000Z';
const SINCE = '2026-01-15T09:00:00.000Z';
const WS = 'ws-XdeUVMWShTesDMME';
const run = (id: string, status: string, times: Record<string, string>, more: Record<string, unknown> = {}): Run => ({
  id, attributes: { 'created-at': '2026-01-15T10:00:00.000Z', status, 'message': 'Add five new queue workers', 'plan-only': false, 'status-timestamps': times, ...more },
  relationships: { 'workspace': { data: { id: WS, type: 'workspaces' } }, 'created-by': { data: { id: 'user-1', type: 'users' } }, 'confirmed-by': { data: { id: 'user-2', type: 'users' } } },
});
const applied = run('run-FwnENkvDnrpyFC7M', 'applied', { 'plan-queueable-at': '2026-01-15T10:00:00+00:00', 'planning-at': '2026-01-15T10:00:05+00:00', 'planned-at': '2026-01-15T10:02:00+00:00', 'confirmed-at': '2026-01-15T10:11:59+00:00', 'applying-at': '2026-01-15T10:12:00+00:00', 'applied-at': '2026-01-15T10:14:20+00:00' });
const errored = run('run-errored', 'errored', { 'planning-at': '2026-01-15T10:00:05+00:00', 'errored-at': '2026-01-15T10:01:00+00:00' });
const canceled = run('run-canceled', 'canceled', { 'canceled-at': '2026-01-15T10:02:00+00:00' });
const finished = run('run-finished', 'planned_and_finished', { 'planned-and-finished-at': '2026-01-15T10:03:00+00:00' });
const applying = run('run-applying', 'applying', { 'planning-at': '2026-01-15T10:00:05+00:00', 'applying-at': '2026-01-15T10:04:00+00:00' });
const waiting = run('run-waiting', 'planned', { 'planning-at': '2026-01-15T10:00:05+00:00', 'planned-at': '2026-01-15T10:05:00+00:00' }, { actions: { 'is-confirmable': true } });
const speculative = run('run-speculative', 'planned_and_finished', { 'planned-and-finished-at': '2026-01-15T10:03:00+00:00' }, { 'plan-only': true });
const every = ['run:created', 'run:planning', 'run:needs_attention', 'run:applying', 'run:completed', 'run:errored'];

let api: VendorApi;
let rig: Reconciled;
let runs: Run[];
let answer: (asked: Asked) => Answer | undefined;
const standard = ({ path, query, headers }: Asked): Answer | undefined => {
  if (headers.authorization !== 'Bearer a-token') return { status: 401, body: { errors: [{ status: '401', title: 'unauthorized' }] } };
  if (path === `/api/v2/workspaces/${WS}`) return { body: { data: { id: WS, type: 'workspaces', attributes: { name: 'my-workspace' }, relationships: { organization: { data: { id: 'acme-org', type: 'organizations' } } } } } };
  if (path !== '/api/v2/organizations/acme-org/runs' && path !== `/api/v2/workspaces/${WS}/runs`) return { status: 404, body: { errors: [{ status: '404', title: 'not found' }] } };
  const [page, size] = [Number(query.get('page[number]')), Number(query.get('page[size]'))];
  const included = query.get('include') === 'created_by' ? [{ id: 'user-1', type: 'users', attributes: { username: 'sample-user' } }] : [];
  return { body: { data: runs.slice((page - 1) * size, page * size), included, meta: { pagination: { 'current-page': page, 'next-page': runs.length > page * size ? page + 1 : null, 'page-size': size } } } };
};
const settings = (over: object = {}) => ({ api: api.url, organizations: ['acme-org'], ...over });
const fixture = (name: string): { notifications: object[] } => (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: { notifications: object[] } }).body;
/** As the notification tells a run, its time with milliseconds. */
const hook = (id: string, trigger: string, run_status: string, at: string) => {
  const body = fixture('run-completed');
  return rig.webhook({}, { ...body, run_id: id, notifications: [{ ...body.notifications[0], trigger, run_status, run_updated_at: at }] });
};

beforeEach(async () => {
  answer = standard;
  runs = [applied, errored, canceled, finished, applying, waiting, speculative];
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(terraformCloud, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what HCP Terraform is asked for', () => {
  it('fills a gap with what the notification would have told', async () => {
    expect(await rig.round(settings(), SINCE)).toMatchObject({ unread: 0, added: 6 });
    const found = await rig.changes();
    expect(found.map(({ attributes, kind, phase, updatedAt }) => [attributes['run'], kind, phase, updatedAt.slice(11, 19)].join(' ')).sort()).toEqual([
      'run-FwnENkvDnrpyFC7M infrastructure started 10:12:00', 'run-FwnENkvDnrpyFC7M infrastructure succeeded 10:14:20', 'run-applying infrastructure started 10:04:00',
      'run-canceled infrastructure failed 10:02:00', 'run-errored infrastructure failed 10:01:00', 'run-finished job succeeded 10:03:00',
    ]);
    await rig.webhook({}, { ...fixture('run-completed'), run_url: `${api.url}/app/acme-org/my-workspace/runs/run-FwnENkvDnrpyFC7M` });
    const told = (await rig.changes()).find(({ detectedBy }) => detectedBy === 'live')!;
    const same = found.find(({ id, phase }) => id === told.id && phase === told.phase)!;
    // who confirmed it, and the words of the notification, are not in the list
    const { actor: _, attributes: { message: __, ...attributes }, ...rest } = told;
    expect(same).toMatchObject({ ...rest, attributes, detectedBy: 'reconcile', actor: { name: 'sample-user' } });
  });

  it('adds nothing to what the notification has brought', async () => {
    await hook(applied.id, 'run:applying', 'applying', '2026-01-15T10:12:00.412Z');
    await hook(applied.id, 'run:completed', 'applied', '2026-01-15T10:14:20.998Z');
    await hook('run-errored', 'run:errored', 'errored', '2026-01-15T10:01:00.101Z');
    await hook('run-canceled', 'run:errored', 'canceled', '2026-01-15T10:02:00.101Z');
    await hook('run-finished', 'run:completed', 'planned_and_finished', '2026-01-15T10:03:00.101Z');
    await hook('run-applying', 'run:applying', 'applying', '2026-01-15T10:04:00.101Z');
    const before = await rig.changes();
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: 6, added: 0 });
    expect(await rig.changes()).toEqual(before);
  });

  it('tells of plans where the notification does, of what is under way the latest state', async () => {
    runs = [waiting, applying];
    expect(await rig.round(settings({ triggers: every }), SINCE)).toMatchObject({ added: 2 });
    expect((await rig.changes()).map(({ attributes }) => `${String(attributes['run'])} ${String(attributes['trigger'])}`).sort()).toEqual(['run-applying run:applying', 'run-waiting run:needs_attention']);
  });

  it('is asked page by page, no further back than a run may wait', async () => {
    runs = Array.from({ length: 450 }, (_, at) => ({ ...errored, id: `run-${at}`, attributes: { ...errored.attributes, 'created-at': new Date(Date.parse(NOW) - at * 900_000).toISOString() } }));
    await rig.round(settings(), SINCE);
    // four an hour, 74 hours and five minutes back: 297 of them
    expect(api.asked.filter(({ path }) => path.endsWith('/runs')).map(({ query }) => query.get('page[number]'))).toEqual(['1', '2', '3']);
    expect(api.asked.filter(({ path }) => path.endsWith(WS))).toHaveLength(1);
  });

  it('is of workspaces where no organization is named, and of something at least', async () => {
    expect(await rig.round(settings({ organizations: [], workspaces: [WS] }), SINCE)).toMatchObject({ added: 6 });
    expect(() => terraformCloud.reconcile!.settings.parse({})).toThrow(/names no organization/);
    expect(() => terraformCloud.reconcile!.settings.parse({ organizations: ['../admin'] })).toThrow(/expected the name/);
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 401, body: {} }), /does not let the token see \/api\/v2\/organizations\/acme-org\/runs \(401\)/],
    ['an organization that it does not show', (): Answer => ({ status: 404, body: {} }), /answers 404/],
    ['garbage', (): Answer => ({ body: '<html>' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: { data: [{ id: 'run-1' }] } }), /something else than expected.*attributes/],
    ['a server that fails', (): Answer => ({ status: 500 }), /answers 500/],
    ['a redirect', (): Answer => ({ status: 301, headers: { location: 'http://127.0.0.1:1/' } }), /not followed/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), SINCE)).rejects.toThrow(words);
    expect(await rig.changes()).toEqual([]);
  });

  it('waits until the limit is whole again', async () => {
    let first = true;
    answer = (asked) => {
      if (!first) return standard(asked);
      first = false;
      return { status: 429, headers: { 'x-ratelimit-limit': '30', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '12' } };
    };
    await rig.round(settings(), SINCE);
    expect(rig.waits).toEqual([12_000]);
  });
});
