import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { normalize } from './normalize.js';
import { Settings } from './settings.js';

const sha = 'a'.repeat(40);
const repository = { full_name: 'acme/checkout-api', links: { html: { href: 'https://bitbucket.org/acme/checkout-api' } } };
const say = (event: string | undefined, body: object, settings: object = {}) =>
  normalize({ headers: event === undefined ? {} : { 'x-event-key': event }, body, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: Settings.parse(settings) });
const changes = (event: string, body: object, settings?: object): Change[] => {
  const said = say(event, body, settings);
  if (said.is !== 'ok') throw new Error(JSON.stringify(said));
  return said.events.map((each) => each.event as Change);
};
const branch = (name: string, hash: string, message = 'x', type = 'branch') => ({ type, name, target: { hash, date: '2026-01-15T10:00:00+00:00', message } });

describe('a push', () => {
  it('of several refs is several changes, of those that run', () => {
    const refs = [branch('main', sha), branch('fewer', 'b'.repeat(40)), branch('v1.2', 'c'.repeat(40), 'x', 'tag')].map((ref) => ({ new: ref, old: null }));
    const said = changes('repo:push', { push: { changes: refs }, repository, actor: { nickname: 'ann' } });
    expect(said.map(({ title, revision }) => [title, revision?.version])).toEqual([['x', undefined], ['Tag v1.2 of acme/checkout-api', 'v1.2']]);
    expect(new Set(said.map(({ id }) => id)).size).toBe(2);
    expect(changes('repo:push', { push: { changes: refs }, repository }, { branches: ['few*'] }).map(({ title }) => title)).toEqual(['x', 'Tag v1.2 of acme/checkout-api']);
  });

  it('of nothing, and of what was deleted, says so', () => {
    expect(say('repo:push', { push: { changes: [] }, repository })).toEqual({ is: 'skip', reason: 'a push of nothing' });
    expect(say('repo:push', { push: { changes: [{ new: null, old: branch('main', sha) }] }, repository })).toEqual({ is: 'skip', reason: 'main was deleted' });
  });

  it('is known without its header', () => {
    expect([{ push: { changes: [] }, repository }, { test: true }, { pullrequest: { state: 'OPEN' } }, { eventKey: 'pr:opened' }, {}].map((body) => say(undefined, body).is)).toEqual(['skip', 'skip', 'skip', 'skip', 'reject']);
  });
});

it('a merge of Cloud meets its push by the pull request, since it tells the commit in short', () => {
  const [pushed] = changes('repo:push', { push: { changes: [{ new: branch('main', sha, 'Merged in fewer (pull request #7)\n\nFewer replicas'), old: null }] }, repository });
  const [merged] = changes('pullrequest:fulfilled', {
    repository, actor: { nickname: 'ann' }, pullrequest: { id: 7, title: 'Fewer replicas', merge_commit: { hash: sha.slice(0, 12) }, source: { branch: { name: 'fewer' } }, destination: { branch: { name: 'main' } }, updated_on: '2026-01-15T10:00:00+00:00' },
  });
  expect(merged?.identities).toEqual(['pull-request:bitbucket/acme/checkout-api/7']);
  expect(pushed?.identities).toEqual([`commit:${sha}`, ...merged!.identities]);
});

it('a build is one change of a commit and a key, from start to end', () => {
  const at = (state: string, updated_on: string) => changes('repo:commit_status_updated', { repository, commit_status: { key: 'ci', name: 'CI', state, created_on: '2026-01-15T10:00:00+00:00', updated_on, refname: 'main', commit: { hash: sha } } })[0]!;
  const [started, done] = [at('INPROGRESS', '2026-01-15T10:00:00+00:00'), at('STOPPED', '2026-01-15T10:05:00+00:00')];
  expect(mergeChange(done, started)).toMatchObject({ id: started.id, kind: 'job', phase: 'failed', occurredAt: '2026-01-15T10:00:00.000Z', finishedAt: '2026-01-15T10:05:00.000Z', identities: [`commit:${sha}`] });
  const elsewhere = { repository, commit_status: { key: 'ci', state: 'SUCCESSFUL', created_on: '2026-01-15T10:00:00+00:00', refname: 'fewer', commit: { hash: sha } } };
  expect(say('repo:commit_status_created', elsewhere).is).toBe('skip');
  expect(changes('repo:commit_status_created', elsewhere, { deploys: { ci: 'preview' } })).toMatchObject([{ kind: 'deployment', environment: 'preview' }]);
});

describe('a Data Center', () => {
  const project = { slug: 'checkout', project: { key: 'SHOP' } };
  const changed = (repo: object) => changes('repo:refs_changed', {
    eventKey: 'repo:refs_changed', date: '2026-01-15T11:00:00+0100', actor: { name: 'ann' }, repository: repo,
    changes: [{ ref: { id: 'refs/heads/main' }, fromHash: 'b'.repeat(40), toHash: sha, type: 'UPDATE' }], commits: [{ id: sha, message: 'Pull request #7: Fewer replicas\n\nMerge in SHOP/checkout', author: { name: 'ann' }, committerTimestamp: 1768471200000 }],
  })[0]!;

  it('tells when it was pushed, and is one fact whether it tells its host or not', () => {
    const [told, untold] = [changed({ ...project, links: { self: [{ href: 'https://git.acme.example/projects/SHOP/repos/checkout/browse' }] } }), changed(project)];
    expect(told).toMatchObject({ occurredAt: '2026-01-15T10:00:00.000Z', entities: ['SHOP/checkout'], source: { instance: 'git.acme.example/SHOP/checkout' }, identities: [`commit:${sha}`, 'pull-request:bitbucket/SHOP/checkout/7'] });
    expect(untold.id).toBe(told.id);
  });
});

describe('a pull request of Bitbucket Cloud', () => {
  it('names who approved it', () => {
    const merged = (participants?: unknown) => changes('pullrequest:fulfilled', {
      pullrequest: { id: 7, title: 'Retry twice', merge_commit: { hash: 'aaaaaaaaaaaa' }, destination: { branch: { name: 'main' } }, updated_on: '2026-01-15T10:00:00Z', participants }, repository, actor: { nickname: 'ann' },
    })[0]!.attributes['approvers'];
    expect(merged([{ user: { nickname: 'mia' }, role: 'REVIEWER', approved: true }, { user: { nickname: 'bo' }, role: 'REVIEWER', approved: false }, { username: 'old', role: 'REVIEWER' }])).toEqual(['mia']);
    expect(merged()).toBeUndefined();
  });
});
