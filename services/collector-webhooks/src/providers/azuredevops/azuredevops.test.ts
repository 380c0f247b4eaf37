import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { normalize } from './normalize.js';
import { Settings } from './settings.js';

const sha = 'a'.repeat(40);
const project = { id: '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c', name: 'Shop' };
const repository = { id: 'r', name: 'checkout-api', project, defaultBranch: 'refs/heads/main', remoteUrl: 'https://acme@dev.azure.com/acme/Shop/_git/checkout-api' };
const say = (eventType: string, resource: unknown, settings: object = {}, rest: object = {}) =>
  normalize({ headers: {}, body: { id: 'x', eventType, resource, createdDate: '2026-01-15T10:00:00Z', ...rest }, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: Settings.parse(settings) });
const changes = (...said: Parameters<typeof say>): Change[] => {
  const meaning = say(...said);
  if (meaning.is !== 'ok') throw new Error(JSON.stringify(meaning));
  return meaning.events.map((each) => each.event as Change);
};
const fixture = (name: string): Change => {
  const { body, settings } = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: { eventType: string; resource: unknown; createdDate: string }; settings?: object };
  return changes(body.eventType, body.resource, settings, body)[0]!;
};

describe('a release that goes to an environment', () => {
  it('is one deployment from its approval to its end, in any order and in any shape', () => {
    const said = ['approval-completed', 'deployment-started', 'deployment-completed'].map(fixture);
    for (const order of [said, [...said].reverse()]) {
      expect(order.reduce(mergeChange)).toMatchObject({
        kind: 'deployment', phase: 'succeeded', occurredAt: '2026-01-15T10:00:00.123Z', finishedAt: '2026-01-15T10:04:00.000Z', environment: 'Production', actor: { name: 'Ann', kind: 'human' },
        phases: [{ at: '2026-01-15T09:59:40.000Z' }, { at: '2026-01-15T10:00:00.123Z' }, { at: '2026-01-15T10:04:00.000Z' }],
      });
    }
    expect(new Set([...said, fixture('deployment-completed-newest')].map(({ id }) => id)).size).toBe(1);
  });

  it('is of the definition, also where only the deployment names it: a release lasts for one deployment', () => {
    const deployment = { attempt: 1, deploymentStatus: 'succeeded', release: { id: 7, name: 'Release-7' }, releaseDefinition: { id: 1, name: 'checkout' }, releaseEnvironment: { id: 8, name: 'Production' } };
    expect(changes('ms.vss-release.deployment-completed-event', { deployment, project })[0]!.entities).toEqual(['azuredevops:release/Shop/checkout']);
  });

  it('again is another deployment', () => {
    const at = (attempt: number) => changes('ms.vss-release.deployment-completed-event', { environment: { id: 8, name: 'Production', status: 'rejected', deploySteps: [{ attempt }] }, release: { id: 7, name: 'Release-7' }, project })[0]!;
    expect(at(2).id).not.toBe(at(1).id);
    expect(at(1).phase).toBe('failed');
  });

  it('began so many minutes before it ended where nothing else says when', () => {
    expect(changes('ms.vss-release.deployment-completed-event', { environment: { id: 8, status: 'succeeded', timeToDeploy: 0.5 }, release: { id: 7 }, project })[0]).toMatchObject({ occurredAt: '2026-01-15T09:59:30.000Z', finishedAt: '2026-01-15T10:00:00.000Z' });
  });
});

it('a run and its build are one job', () => {
  const whole = ['build-complete-2', 'run-in-progress', 'run-completed'].map(fixture).reduce(mergeChange);
  expect(whole).toMatchObject({ kind: 'job', phase: 'failed', occurredAt: '2026-01-15T10:00:00.164Z', actor: { name: 'Ann' }, entities: ['acme/Shop/checkout-api', 'azuredevops:pipeline/Shop/checkout-ci'] });
  expect(whole.id).toBe(fixture('run-in-progress').id);
});

it('a build of what is not merged says nothing, unless it deploys', () => {
  const build = (over: object) => ({ id: 1, status: 'completed', result: 'succeeded', finishTime: '2026-01-15T10:00:00Z', definition: { name: 'ci' }, project, ...over });
  expect([build({ reason: 'pullRequest' }), build({ sourceBranch: 'refs/heads/fewer' }), build({ sourceBranch: 'refs/pull/1/merge' }), build({ result: 'none' })].map((each) => say('build.complete', each).is)).toEqual(['skip', 'skip', 'skip', 'skip']);
  expect(changes('build.complete', build({ sourceBranch: 'refs/heads/fewer' }), { deploys: { ci: 'preview' } })[0]).toMatchObject({ kind: 'deployment', environment: 'preview' });
  expect(changes('build.complete', build({ sourceBranch: 'refs/tags/v1.2', sourceVersion: sha }))[0]?.revision).toEqual({ commit: sha, version: 'v1.2' });
});

describe('a push', () => {
  it('of several refs is several changes, of those that run', () => {
    const update = (name: string, newObjectId = sha) => ({ name, oldObjectId: 'b'.repeat(40), newObjectId });
    const said = changes('git.push', { repository, pushId: 14, date: '2026-01-15T09:59:00.1234567Z', pushedBy: { displayName: 'Shop Build Service (acme)' }, refUpdates: [update('refs/heads/main'), update('refs/heads/fewer'), update('refs/tags/v1.2')] });
    expect(said.map(({ title }) => title)).toEqual(['Push to main of acme/Shop/checkout-api', 'Tag v1.2 of acme/Shop/checkout-api']);
    expect(said[0]).toMatchObject({ occurredAt: '2026-01-15T09:59:00.123Z', actor: { kind: 'automation' }, source: { url: `https://dev.azure.com/acme/Shop/_git/checkout-api/commit/${sha}` } });
    expect(say('git.push', { repository, pushId: 15, refUpdates: [update('refs/heads/main', '0'.repeat(40))] })).toEqual({ is: 'skip', reason: 'refs/heads/main was deleted' });
  });

  it('and the merge that it is of share the commit; a trial merge is none', () => {
    const pull = { repository, pullRequestId: 4, title: 'Fewer replicas', status: 'completed', mergeStatus: 'succeeded', closedDate: '2026-01-15T10:00:00Z', targetRefName: 'refs/heads/main', lastMergeCommit: { commitId: sha }, closedBy: { displayName: 'Ann' } };
    const [updated] = changes('git.pullrequest.updated', pull);
    expect(updated?.identities).toEqual([`commit:${sha}`]);
    expect(changes('git.pullrequest.merged', pull)[0]?.id).toBe(updated?.id);
    expect([{ status: 'active' }, { status: 'abandoned' }, { mergeStatus: 'conflicts' }, { targetRefName: 'refs/heads/release' }].map((over) => say('git.pullrequest.merged', { ...pull, ...over }).is)).toEqual(['skip', 'skip', 'skip', 'skip']);
  });
});

it('an organisation is found in any of its addresses', () => {
  const of = (remoteUrl: string) => changes('git.push', { repository: { ...repository, remoteUrl }, pushId: 1, refUpdates: [{ name: 'refs/heads/main', newObjectId: sha }] })[0]?.entities[0];
  expect(['https://dev.azure.com/acme/Shop/_git/x', 'https://acme.visualstudio.com/DefaultCollection/_git/x', 'https://tfs.acme.example/tfs/Main/_git/x'].map(of)).toEqual(['acme/Shop/checkout-api', 'acme/Shop/checkout-api', 'tfs.acme.example/Shop/checkout-api']);
});

describe('a pull request', () => {
  it('names the people who voted for it, and no group', () => {
    const merged = (reviewers?: unknown) => changes('git.pullrequest.merged', {
      repository, pullRequestId: 7, status: 'completed', mergeStatus: 'succeeded', title: 'Retry twice', closedDate: '2026-01-15T10:00:00Z', targetRefName: 'refs/heads/main', lastMergeCommit: { commitId: sha }, reviewers,
    })[0]!.attributes['approvers'];
    expect(merged([{ displayName: 'Mia', vote: 10 }, { displayName: 'Bo', vote: 5 }, { displayName: 'Dan', vote: 0 }, { displayName: 'Eve', vote: -10 }, { displayName: '[Shop]\\Team', vote: 10, isContainer: true }])).toEqual(['Mia', 'Bo']);
    expect([merged([]), merged()]).toEqual([undefined, undefined]);
  });
});
