import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { normalize } from './normalize.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const repository = { full_name: 'acme/checkout-api', name: 'checkout-api', html_url: 'https://github.com/acme/checkout-api', default_branch: 'main', pushed_at: 1_768_471_200 };
const sha = 'a'.repeat(40);

const say = (event: string, body: unknown) => normalize({ headers: { 'x-github-event': event }, body, endpoint: undefined, receivedAt, settings: undefined });
const change = (event: string, body: unknown): Change => {
  const said = say(event, body);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};
const person = (login: string, type = 'User') => ({ login, type });

describe('a deployment', () => {
  const deployment = { id: 7, sha, ref: 'main', environment: 'production', payload: {}, creator: person('octo-dev'), created_at: '2026-01-15T10:00:00Z' };
  const status = (state: string, at: string) => ({ deployment, repository, deployment_status: { state, created_at: at } });
  const started = change('deployment', { action: 'created', deployment, repository });
  const running = change('deployment_status', status('in_progress', '2026-01-15T10:01:00Z'));
  const done = change('deployment_status', status('success', '2026-01-15T10:04:00Z'));
  const failed = change('deployment_status', status('failure', '2026-01-15T10:03:00Z'));

  it('and its statuses are one change that began when it was created, in any order', () => {
    for (const order of [[started, running, done], [done, running, started]]) {
      const [first, ...rest] = order as [Change, ...Change[]];
      const whole = rest.reduce(mergeChange, first);
      expect(whole).toMatchObject({ id: started.id, phase: 'succeeded', occurredAt: '2026-01-15T10:00:00.000Z', finishedAt: '2026-01-15T10:04:00.000Z' });
      expect(whole.phases.map(({ phase }) => phase)).toEqual(['started', 'started', 'succeeded']);
    }
    expect([failed.phase, failed.id]).toEqual(['failed', started.id]);
  });

  it('that became inactive says nothing: another took its place', () => {
    expect(say('deployment_status', status('inactive', '2026-01-15T11:00:00Z'))).toMatchObject({ is: 'skip', reason: expect.stringContaining('inactive') });
  });

  it('of a bot says for whom, and names the service that its payload names', () => {
    const byBot = change('deployment', { deployment: { ...deployment, payload: { service: 'checkout' }, creator: person('github-actions[bot]', 'Bot') }, repository, workflow_run: { triggering_actor: person('octo-dev') } });
    expect(byBot.actor).toEqual({ name: 'github-actions[bot]', kind: 'automation', basis: 'sender', onBehalfOf: 'octo-dev' });
    expect([byBot.services, byBot.entities]).toEqual([[], ['service:checkout', 'acme/checkout-api']]);
  });

  it('without a readable time is rejected, not guessed', () => {
    expect(say('deployment', { deployment: { ...deployment, created_at: 'soon' }, repository })).toMatchObject({ is: 'reject', reason: expect.stringContaining('soon') });
  });
});

describe('a push', () => {
  const commit = (id: string, message = 'Lower replica count\n\nbecause') => ({ id, message, timestamp: '2026-01-01T00:00:00Z', url: `https://github.com/acme/checkout-api/commit/${id}`, author: { name: 'Octo', username: 'octo-dev' } });
  const push = { ref: 'refs/heads/main', before: 'b'.repeat(40), after: sha, commits: [commit(sha)], head_commit: commit(sha), repository, pusher: { name: 'octo-dev' }, sender: person('octo-dev') };

  it('happened when it was pushed, not when it was committed, and is in no environment', () => {
    const said = change('push', push);
    expect(said).toMatchObject({ occurredAt: '2026-01-15T10:00:00.000Z', title: 'Lower replica count', kind: 'code', identities: [`commit:${sha}`], revision: { commit: sha, previous: { commit: 'b'.repeat(40) } } });
    expect(said.environment).toBeUndefined();
  });

  it('of two thousand commits names the newest twenty', () => {
    const many = Array.from({ length: 2000 }, (_, i) => commit(i.toString(16).padStart(40, '0')));
    const { commits, commitCount } = change('push', { ...push, commits: many }).attributes as { commits: { sha: string }[]; commitCount: number };
    expect([commitCount, commits.length, commits.at(-1)?.sha]).toEqual([2000, 20, (1999).toString(16).padStart(40, '0')]);
  });

  it('of an annotated tag is about the commit, not the tag object', () => {
    const tag = change('push', { ...push, ref: 'refs/tags/v1.2.0', after: 'c'.repeat(40), before: '0'.repeat(40) });
    expect(tag.revision).toEqual({ commit: sha, version: 'v1.2.0' });
  });

  it('at a GitHub of one’s own is another fact than one of the same name at github.com', () => {
    const there = change('push', { ...push, repository: { ...repository, html_url: 'https://github.acme.example/acme/checkout-api' } });
    expect(there.source.instance).toBe('github.acme.example/acme/checkout-api');
    expect(there.id).not.toBe(change('push', push).id);
  });
});
