import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { normalize } from './normalize.js';
import { Settings } from './settings.js';
import { verify } from './verify.js';

const sha = 'a'.repeat(40);
const repository = { full_name: 'acme/checkout-api', html_url: 'https://git.acme.example/acme/checkout-api', default_branch: 'main', updated_at: '2026-01-15T10:00:30Z' };
const say = (event: string | undefined, body: object, settings: object = {}) =>
  normalize({ headers: event === undefined ? {} : { 'x-gogs-event': event }, body: { repository, ...body }, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: Settings.parse(settings) });
const change = (event: string | undefined, body: object, settings?: object): Change => {
  const said = say(event, body, settings);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};
const commit = { id: sha, message: 'Fewer replicas', timestamp: '2026-01-15T10:00:00Z', modified: ['services/checkout/a.ts'] };

describe('a tag', () => {
  const made = change('create', { ref: 'v1.2', ref_type: 'tag', sha, sender: { login: 'ann' } });
  const pushed = change('push', { ref: 'refs/tags/v1.2', before: '0'.repeat(40), after: sha, head_commit: commit, sender: { login: 'ann' } });

  it('that is made and pushed is one change, as its push tells it', () => {
    for (const whole of [mergeChange(made, pushed), mergeChange(pushed, made)]) expect({ ...whole, phases: [] }).toEqual({ ...pushed, phases: [] });
    expect(made.id).toBe(pushed.id);
  });
});

it('a push is of the services whose files it changed', () => {
  expect(change('push', { ref: 'refs/heads/main', after: sha, commits: [commit] }, { paths: { 'services/checkout/': 'checkout' } }).services).toEqual(['checkout']);
  expect(say('push', { ref: 'refs/heads/fewer', after: sha, commits: [commit] }).is).toBe('skip');
  expect(say('push', { ref: 'refs/heads/main', after: '0'.repeat(40), commits: [] }).is).toBe('skip');
});

it('a merge and its push share the commit', () => {
  const merged = change('pull_request', { action: 'closed', pull_request: { number: 7, title: 'Fewer replicas', merged: true, merged_at: '2026-01-15T10:00:00Z', merge_commit_sha: sha, merged_by: { login: 'ann' }, base: { ref: 'main' }, head: { ref: 'fewer' } } });
  expect(merged.identities).toEqual(change('push', { ref: 'refs/heads/main', after: sha, commits: [commit] }).identities);
  expect(say('pull_request', { action: 'closed', pull_request: { number: 7, merged: false } }).is).toBe('skip');
});

describe('a run', () => {
  const at = (status: string, conclusion: string, over: object = {}) => ({
    action: status, workflow_run: { id: 42, path: 'ci.yml@refs/heads/main', event: 'push', run_number: 12, head_sha: sha, head_branch: 'main', status, conclusion, started_at: '2026-01-15T10:00:00Z', completed_at: '0001-01-01T00:00:00Z', ...over },
  });

  it('is one job from its start to its end', () => {
    const [running, done] = [change('workflow_run', at('in_progress', '')), change('workflow_run', at('completed', 'failure', { completed_at: '2026-01-15T10:05:00Z' }))];
    expect(mergeChange(done, running)).toMatchObject({ id: running.id, kind: 'job', phase: 'failed', occurredAt: '2026-01-15T10:00:00.000Z', finishedAt: '2026-01-15T10:05:00.000Z', title: 'ci.yml #12 of acme/checkout-api at main' });
  });

  it('on what is not merged says nothing, unless it deploys; nor does one that was skipped', () => {
    const other = at('completed', 'success', { head_branch: 'fewer', completed_at: '2026-01-15T10:05:00Z' });
    expect([other, at('completed', 'skipped'), at('completed', 'constructor'), at('completed', 'success', { event: 'pull_request' })].map((body) => say('workflow_run', body).is)).toEqual(['skip', 'skip', 'skip', 'skip']);
    expect(change('workflow_run', other, { deploys: { 'ci.yml': 'preview' } })).toMatchObject({ kind: 'deployment', environment: 'preview' });
  });
});

it('is known without its headers', () => {
  expect(change(undefined, { ref: 'refs/heads/main', after: sha, commits: [commit] }).kind).toBe('code');
  expect(say(undefined, {}).is).toBe('reject');
});

it('is signed in the header of any of the family', () => {
  const body = Buffer.from('{}');
  const signature = createHmac('sha256', 'secret').update(body).digest('hex');
  const verified = verify(['other', 'secret'], { settings: undefined, fetchText: () => Promise.reject(new Error('nothing is fetched')) });
  const sent = [{ 'x-gitea-signature': signature }, { 'x-forgejo-signature': signature }, { 'x-gogs-signature': signature }, { 'x-hub-signature-256': `sha256=${signature}` }, { authorization: 'Bearer secret' }, { 'x-gitea-signature': signature.replace(/^./, 'g') }, {}];
  expect(sent.map((headers) => verified({ headers: { ...headers } as Record<string, string>, body, now: 0 }))).toEqual([true, true, true, true, true, false, false]);
});
