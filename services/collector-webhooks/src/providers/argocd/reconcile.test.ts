import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { argocd } from './index.js';

interface Past { revision: string; deployStartedAt: string; deployedAt: string }
interface App { metadata: { uid: string } & Record<string, unknown>; spec: object; status: { health: object; history: Past[]; operationState: { startedAt: string; finishedAt?: string; phase: string } & Record<string, unknown> } & Record<string, unknown> }
const fixture = (name: string): { app: App } & App => (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: { app: App } & App }).body;
const application: App = fixture('application');
const { metadata: { uid }, status } = application;
const NOW = '2024-03-05T08:00:00.000Z';
/** The round looks ten minutes further back. */
const SINCE = '2024-03-05T07:41:00.000Z';

let api: VendorApi;
let rig: Reconciled;
let items: unknown[] | null;
let answer: (asked: Asked) => Answer | undefined;
const standard = ({ path, headers }: Asked): Answer | undefined => {
  if (headers.authorization !== 'Bearer a-token') return { status: 401, body: { error: 'no session information', code: 16, message: 'no session information' } };
  return path === '/api/v1/applications' ? { body: { metadata: { resourceVersion: '1' }, items } } : undefined;
};
const settings = (over: object = {}) => ({ api: api.url, ...over });
const hook = (culprit: string, app: unknown) => rig.webhook({}, { culprit, argocdUrl: api.url, app });
/** All that the template told of the Application's syncs. */
const hooks = async (): Promise<void> => {
  for (const { deployStartedAt, deployedAt, revision } of status.history) {
    for (const phase of ['Running', 'Succeeded']) {
      const operationState = { ...status.operationState, phase, startedAt: deployStartedAt, finishedAt: phase === 'Running' ? null : deployedAt, syncResult: { revision } };
      await hook('sync', { ...application, status: { ...status, operationState } });
    }
  }
  await hook('application', application);
};

beforeEach(async () => {
  answer = standard;
  items = [application];
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(argocd, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what Argo CD is asked for', () => {
  it('fills a gap: the last operation, and what history remembers, under the ids that the template gives', async () => {
    expect(await rig.round(settings(), SINCE)).toMatchObject({ unread: 0, added: 6 });
    const found = await rig.changes();
    expect(found.map(({ phase, updatedAt, detectedBy }) => `${updatedAt} ${phase} ${detectedBy}`).sort()).toEqual([
      '2024-03-05T07:31:56.000Z started reconcile', '2024-03-05T07:31:57.000Z succeeded reconcile', '2024-03-05T07:32:44.000Z started reconcile',
      '2024-03-05T07:32:44.001Z succeeded reconcile', '2024-03-05T07:33:03.000Z started reconcile', '2024-03-05T07:33:04.000Z succeeded reconcile',
    ]);
    const statements = (all: typeof found) => new Set(all.map(({ id, phase, occurredAt, updatedAt }) => `${id} ${phase} ${occurredAt} ${updatedAt}`));
    await hooks();
    const told = (await rig.changes()).filter(({ detectedBy, updatedAt }) => detectedBy === 'live' && updatedAt > '2024-03-05T07:31:00.000Z');
    expect(statements(found)).toEqual(statements(told));
  });

  it('is as the template tells it of the last operation', async () => {
    await rig.round(settings(), SINCE);
    for (const name of ['sync-running', 'sync-succeeded']) await rig.webhook({}, { ...fixture(name), argocdUrl: api.url });
    const of = (by: string, phase: string, all: Awaited<ReturnType<Reconciled['changes']>>) => all.find((each) => each.detectedBy === by && each.phase === phase && each.occurredAt === '2024-03-05T07:33:03.000Z')!;
    const all = await rig.changes();
    expect(of('reconcile', 'succeeded', all)).toEqual({ ...of('live', 'succeeded', all), detectedBy: 'reconcile' });
    const { attributes: _, ...begun } = of('reconcile', 'started', all);
    expect(of('live', 'started', all)).toMatchObject({ id: begun.id, occurredAt: begun.occurredAt, updatedAt: begun.updatedAt, entities: begun.entities, identities: begun.identities, title: begun.title, actor: begun.actor });
  });

  it('adds nothing to what the template has brought', async () => {
    await hooks();
    const before = await rig.changes();
    expect(before).toHaveLength(21);
    // a first round: a day back
    expect(await rig.round(settings())).toMatchObject({ found: 21, added: 0 });
    expect(await rig.changes()).toEqual(before);
  });

  it('tells of the past neither images nor health, which were others then', async () => {
    const at = '2024-03-05T07:50:00Z';
    items = [{ ...application, status: { ...status, health: { status: 'Healthy', lastTransitionTime: at }, summary: { images: ['acme/velero-test:2'] }, history: [{ ...status.history[8], initiatedBy: { username: 'ann' } }, status.history[9]] } }];
    await rig.round(settings(), SINCE);
    const ended = (await rig.changes()).filter(({ phase }) => phase === 'succeeded').sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1));
    expect(ended.map(({ updatedAt, actor, identities }) => [updatedAt, actor?.name, identities.filter((each) => each.startsWith('image:'))])).toEqual([
      ['2024-03-05T07:32:44.001Z', 'ann', []], ['2024-03-05T07:50:00.000Z', 'foo@example.com', ['image:acme/velero-test:2']],
    ]);
  });

  it('leaves what is not over, and what came after the question, to the next round', async () => {
    const state = { ...status.operationState, phase: 'Running', startedAt: '2024-03-05T07:58:00Z', finishedAt: undefined };
    items = [{ ...application, status: { ...status, health: { status: 'Healthy', lastTransitionTime: '2024-03-05T07:59:30Z' }, operationState: state, history: [] } }];
    await rig.round(settings(), SINCE);
    expect((await rig.changes()).map(({ phase, occurredAt }) => [phase, occurredAt])).toEqual([['started', '2024-03-05T07:58:00.000Z']]);
    items = [{ ...application, status: { ...status, operationState: { ...state, phase: 'Failed', finishedAt: '2024-03-05T07:58:30Z' }, health: { status: 'Healthy', lastTransitionTime: '2024-03-05T07:59:30Z' }, history: [] } }];
    await rig.round(settings(), SINCE);
    expect((await rig.changes()).map(({ phase }) => phase).sort()).toEqual(['failed', 'started']);
  });

  it('tells when an Application degraded and recovered, once', async () => {
    const degraded = { ...fixture('health-degraded').app, status: { ...fixture('health-degraded').app.status, operationState: null, health: { status: 'Degraded', lastTransitionTime: '2024-03-05T07:45:00Z' } } };
    const healthy = { ...degraded, metadata: { ...degraded.metadata, uid }, status: { ...degraded.status, health: { status: 'Healthy', lastTransitionTime: '2024-03-05T07:46:00Z' } } };
    items = [degraded, healthy];
    await hook('health', healthy);
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: 2, added: 1 });
    expect((await rig.alerts()).map(({ status: is, updatedAt }) => `${updatedAt} ${is}`).sort()).toEqual(['2024-03-05T07:45:00.000Z firing', '2024-03-05T07:46:00.000Z resolved']);
    await hook('health', degraded);
    expect(new Set((await rig.alerts()).map(({ id }) => id)).size).toBe(2);
  });

  it('tells that one was created and is being deleted', async () => {
    items = [{ metadata: { ...application.metadata, creationTimestamp: '2024-03-05T07:44:00Z', deletionTimestamp: '2024-03-05T07:45:00Z' }, spec: application.spec }];
    await rig.round(settings(), SINCE);
    expect((await rig.changes()).map(({ title }) => title).sort()).toEqual(['Application velero-test created', 'Application velero-test deleted']);
  });

  it('is of the projects and labels that are named; none is none', async () => {
    items = null;
    expect(await rig.round(settings({ projects: ['shop', 'sre'], selector: 'env=prod' }), SINCE)).toMatchObject({ found: 0, unread: 0 });
    expect([api.asked[0]!.query.getAll('projects'), api.asked[0]!.query.get('selector')]).toEqual([['shop', 'sre'], 'env=prod']);
  });

  it('counts what it cannot read, and goes on', async () => {
    items = [{ metadata: { uid: 7 }, spec: {} }, application];
    expect(await rig.round(settings(), SINCE)).toMatchObject({ unread: 1, added: 6 });
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 401, body: {} }), /does not let the token see \/api\/v1\/applications \(401\)/],
    ['garbage', (): Answer => ({ body: '<html>' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: { items: {} } }), /something else than expected/],
    ['a server that fails', (): Answer => ({ status: 503 }), /answers 503/],
    ['a redirect', (): Answer => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' } }), /not followed/],
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
      return { status: 429, headers: { 'retry-after': '5' } };
    };
    await rig.round(settings(), SINCE);
    expect(rig.waits).toEqual([5_000]);
  });
});
