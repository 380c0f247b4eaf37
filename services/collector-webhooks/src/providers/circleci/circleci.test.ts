import { expect, it } from '@jest/globals';
import type { Change } from '@culprit/domain';
import { normalize } from './normalize.js';
import { Settings } from './settings.js';

const sha = 'a'.repeat(40);
const body = (type: string, over: object = {}, vcs: object = {}) => ({
  type, happened_at: '2026-01-15T10:05:01Z', project: { slug: 'github/acme/checkout-api', name: 'checkout-api' },
  workflow: { id: 'w', name: 'build', status: 'success', created_at: '2026-01-15T10:00:00Z', stopped_at: '2026-01-15T10:05:00Z', url: 'https://app.circleci.com/w' },
  pipeline: { number: 7, trigger: { type: 'webhook' }, vcs: { target_repository_url: 'https://github.com/acme/checkout-api', revision: sha, branch: 'main', commit: { author: { name: 'Ann' } }, ...vcs } }, ...over,
});
const say = (of: object, settings: object = {}) => normalize({ headers: {}, body: of, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: Settings.parse(settings) });
const change = (of: object, settings?: object): Change => {
  const said = say(of, settings);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};

it('a workflow is a job from its making to its end, by CircleCI for whoever wrote the commit', () => {
  expect(change(body('workflow-completed'))).toMatchObject({
    kind: 'job', phase: 'succeeded', occurredAt: '2026-01-15T10:00:00.000Z', finishedAt: '2026-01-15T10:05:00.000Z', identities: [`commit:${sha}`],
    entities: ['acme/checkout-api', 'circleci:project/github/acme/checkout-api'], actor: { name: 'circleci', kind: 'automation', onBehalfOf: 'Ann' },
  });
});

it('is named by its UUID, whatever the project is called', () => {
  expect(change(body('workflow-completed', { project: { slug: 'gh/acme/checkout-api' } })).id).toBe(change(body('workflow-completed')).id);
});

it('of a branch that runs nowhere, and one that was not allowed, is skipped', () => {
  expect(say(body('workflow-completed', {}, { branch: 'fewer' })).is).toBe('skip');
  expect(['unauthorized', 'constructor', undefined].map((status) => say(body('workflow-completed', { workflow: { id: 'w', status } })).is)).toEqual(['skip', 'skip', 'skip']);
});

it('a job is a deployment where the settings say so, and of any branch', () => {
  const job = { job: { id: 'j', name: 'deploy-prod', status: 'canceled', started_at: null, stopped_at: '2026-01-15T10:05:00Z' } };
  expect(say(body('job-completed', job)).is).toBe('skip');
  expect(change(body('job-completed', job, { branch: 'release/1' }), { deploys: { 'deploy-*': 'production' } })).toMatchObject({ kind: 'deployment', phase: 'failed', environment: 'production', occurredAt: '2026-01-15T10:05:00.000Z' });
});

it('on a schedule was set off by nobody', () => {
  const said = body('workflow-completed');
  expect(change({ ...said, pipeline: { ...said.pipeline, trigger: { type: 'scheduled_pipeline' } } }).actor).toEqual({ name: 'schedule', kind: 'automation', basis: 'sender' });
});

it('a notification of version 1 is known, and left', () => {
  expect([say({ payload: { reponame: 'checkout', status: 'failed' } }).is, say({ payload: {} }).is]).toEqual(['skip', 'reject']);
});
