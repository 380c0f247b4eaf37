import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { normalize } from './normalize.js';
import { Settings } from './settings.js';
import { sign, verify } from './verify.js';

const sha = 'a'.repeat(40);
const project = { web_url: 'https://gitlab.com/acme/shop/checkout', path_with_namespace: 'acme/shop/checkout', default_branch: 'main' };
const say = (body: object, headers: Record<string, string> = {}) => normalize({ headers, body: { project, ...body }, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: Settings.parse({}) });
const change = (body: object, headers?: Record<string, string>): Change => {
  const said = say(body, headers);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};

describe('a deployment', () => {
  const deployment = { object_kind: 'deployment', deployment_id: 9007199254740993n, environment: 'production', commit_url: `https://gitlab.com/acme/shop/checkout/-/commit/${sha}`, user: { username: 'ann' }, ref: 'main' };
  const at = (status: string, status_changed_at: string) => change({ ...deployment, status, status_changed_at });
  const running = at('running', '2026-01-15 11:00:00 +0100');
  const done = at('success', '2026-01-15 10:04:00 UTC');

  it('and its statuses are one change, with the commit that only its address names whole', () => {
    for (const whole of [mergeChange(running, done), mergeChange(done, running)]) {
      expect(whole).toMatchObject({ id: running.id, phase: 'succeeded', finishedAt: '2026-01-15T10:04:00.000Z', identities: [`commit:${sha}`], environment: 'production', entities: ['acme/shop/checkout'] });
      expect(whole.phases).toEqual([{ phase: 'started', at: '2026-01-15T10:00:00.000Z' }, { phase: 'succeeded', at: '2026-01-15T10:04:00.000Z' }]);
    }
    expect(at('canceled', '2026-01-15T10:02:00Z')).toMatchObject({ id: running.id, phase: 'failed' });
  });

  it('by a token is done by automation', () => {
    expect(['project_1_bot_0a1b', 'service_account_group_1_x', 'renovate-bot', 'ann', 'abbott'].map((username) => change({ ...deployment, status: 'running', user: { username } }).actor?.kind)).toEqual(['automation', 'automation', 'automation', 'human', 'human']);
  });
});

describe('a pipeline', () => {
  const pipeline = (status: string, over: object = {}, rest: object = {}) => ({ object_kind: 'pipeline', object_attributes: { id: 7, ref: 'main', tag: false, sha, source: 'push', status, created_at: '2026-01-15 10:00:00 UTC', ...over }, ...rest });

  it('is one job from its making to its end', () => {
    const steps = [
      change(pipeline('pending')), change(pipeline('running', {}, { builds: [{ started_at: '2026-01-15 10:00:20 UTC', finished_at: null }] })),
      change(pipeline('failed', { finished_at: '2026-01-15 10:05:00 UTC' })),
    ];
    const whole = steps.reduceRight(mergeChange);
    expect(whole).toMatchObject({ kind: 'job', phase: 'failed', occurredAt: '2026-01-15T10:00:00.000Z', finishedAt: '2026-01-15T10:05:00.000Z' });
    expect(whole.phases).toHaveLength(3);
    expect(new Set(steps.map(({ id }) => id)).size).toBe(1);
  });

  it('on what is not merged is skipped, one of a tag is not', () => {
    expect([pipeline('success', { ref: 'fewer' }), pipeline('success', { source: 'merge_request_event' }), pipeline('success', {}, { merge_request: { iid: 1 } }), pipeline('skipped')].map((body) => say(body).is)).toEqual(['skip', 'skip', 'skip', 'skip']);
    expect(change(pipeline('success', { ref: 'v1.2', tag: true })).revision).toEqual({ commit: sha, version: 'v1.2' });
  });
});

it('a merge and its push share the commit', () => {
  const merged = change({ object_kind: 'merge_request', user: { username: 'ann' }, object_attributes: { iid: 3, action: 'merge', state: 'merged', title: 'Fewer replicas', target_branch: 'main', merge_commit_sha: sha, updated_at: '2026-01-15 10:00:00 UTC' } });
  const pushed = change({ object_kind: 'push', ref: 'refs/heads/main', before: 'b'.repeat(40), after: sha, commits: [{ id: sha, message: 'Merge', timestamp: '2026-01-15T10:00:00Z' }] });
  expect(merged.identities).toEqual(pushed.identities);
  expect(say({ object_kind: 'merge_request', object_attributes: { iid: 3, action: 'merge', target_branch: 'release-1', updated_at: '2026-01-15 10:00:00 UTC' } }).is).toBe('skip');
  const forward = change({ object_kind: 'merge_request', object_attributes: { iid: 4, action: 'merge', target_branch: 'main', merge_commit_sha: null, squash_commit_sha: null, last_commit: { id: 'c'.repeat(40) }, updated_at: '2026-01-15 10:00:00 UTC' } });
  expect(forward.identities).toEqual([`commit:${'c'.repeat(40)}`]);
});

it('a push that does not name its own commit is told in the words of the last it names, and leads to its own', () => {
  const pushed = change({ object_kind: 'push', ref: 'refs/heads/main', after: sha, checkout_sha: sha, commits: [{ id: 'c'.repeat(40), message: 'Fewer replicas', timestamp: '2026-01-15T10:00:00Z', url: 'https://elsewhere.example/c' }] });
  expect(pushed).toMatchObject({ title: 'Fewer replicas', occurredAt: '2026-01-15T10:00:00.000Z', source: { url: `https://gitlab.com/acme/shop/checkout/-/commit/${sha}` } });
});

it('a project without its page is known by its path; one of another host is another', () => {
  const push = { object_kind: 'push', ref: 'refs/heads/main', after: sha, commits: [] };
  expect(change({ ...push, project: undefined, repository: { homepage: 'https://git.acme.example/acme/shop/checkout' } })).toMatchObject({ entities: ['acme/shop/checkout'], source: { instance: 'git.acme.example/acme/shop/checkout' } });
  expect(change({ ...push, project: { path_with_namespace: 'acme/shop/checkout', default_branch: 'main' } }).id).toBe(change(push).id);
  expect(say({ ...push, project: {}, repository: {} }).is).toBe('reject');
});

it('a flag turned twice is two changes, told twice it is one', () => {
  const flag = (active: boolean, delivery: string) => change({ object_kind: 'feature_flag', user: { username: 'ann' }, object_attributes: { id: 1, name: 'new-cart', active } }, { 'idempotency-key': delivery });
  expect(flag(true, '1')).toMatchObject({ kind: 'feature-flag', diff: [{ path: 'active', before: false, after: true }], identities: ['flag:gitlab/acme/shop/checkout/new-cart'], entities: ['gitlab:flag/acme/shop/checkout/new-cart', 'acme/shop/checkout'] });
  expect(flag(true, '1').id).toBe(flag(true, '1').id);
  expect(flag(true, '2').id).not.toBe(flag(true, '1').id);
});

describe('a token and a signature', () => {
  const around = { settings: undefined, fetchText: () => Promise.reject(new Error('nothing is fetched')) };
  const signing = `whsec_${Buffer.from('a signing token of thirty-two by').toString('base64')}`;
  const body = Buffer.from('{}');
  const now = Date.parse('2026-01-15T10:00:00Z');
  const shown = { headers: { 'x-gitlab-token': 'secret' }, body, now };
  const signed = { headers: sign(signing, body, now), body, now };

  it('are each enough where both are configured', () => {
    const verified = verify(['secret', signing], around);
    expect([verified(shown), verified(signed), verified({ headers: {}, body, now })]).toEqual([true, true, false]);
  });

  it('do not stand for each other', () => {
    expect([verify([signing], around)(shown), verify(['secret'], around)(signed), verify([signing], around)({ headers: { 'x-gitlab-token': signing }, body, now })]).toEqual([false, false, false]);
  });

  it('are as GitLab makes them', () => {
    const made = createHmac('sha256', Buffer.from(signing.slice(6), 'base64')).update(`id.${now / 1000}.{}`).digest('base64');
    expect(verify([signing], around)({ headers: { 'webhook-id': 'id', 'webhook-timestamp': String(now / 1000), 'webhook-signature': `v1,${made}` }, body, now })).toBe(true);
    expect(sign('secret', body, now)).toEqual({ 'x-gitlab-token': 'secret' });
  });
});

describe('a merge request', () => {
  it('names whose state is approved when it is merged, where GitLab tells states', () => {
    const merged = (reviewers?: unknown) => change({
      object_kind: 'merge_request', user: { username: 'ann' }, reviewers, object_attributes: { iid: 7, action: 'merge', title: 'Retry twice', target_branch: 'main', merge_commit_sha: sha, merged_at: '2026-01-15T10:00:00Z' },
    }).attributes['approvers'];
    expect(merged([{ username: 'mia', state: 'approved' }, { username: 'bo', state: 'unreviewed' }, { username: 'dan', state: 'requested_changes' }])).toEqual(['mia']);
    expect([merged([{ username: 'mia' }]), merged([]), merged('nobody'), merged()]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
