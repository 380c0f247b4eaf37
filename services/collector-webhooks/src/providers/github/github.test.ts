import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { normalize } from './normalize.js';
import { Settings } from './settings.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const repository = { full_name: 'acme/checkout-api', name: 'checkout-api', html_url: 'https://github.com/acme/checkout-api', default_branch: 'main', pushed_at: 1_768_471_200 };
const sha = 'a'.repeat(40);

const say = (event: string, body: unknown, settings: object = {}) => normalize({ headers: { 'x-github-event': event }, body, endpoint: undefined, receivedAt, settings: Settings.parse(settings) });
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

describe('a push to a repository of many', () => {
  const commit = (...files: string[]) => ({ id: sha, message: 'x', timestamp: '2026-01-01T00:00:00Z', added: files.slice(0, 1), modified: files.slice(1), removed: [] });
  const paths = { 'services/checkout/': 'checkout', 'services/cart/': 'cart', 'libs/*/cart/*': 'cart' };
  const push = (...files: string[]) => {
    const commits = [commit(...files)];
    const said = say('push', { ref: 'refs/heads/main', before: 'b'.repeat(40), after: sha, commits, head_commit: commits[0], repository, pusher: { name: 'octo-dev' } }, { paths });
    if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
    return said.events[0].event;
  };

  it('is of the services whose files it changed, and of those alone where every file is somebody’s', () => {
    expect(push('services/checkout/a.ts', 'services/cart/b.ts', 'libs/money/cart/c.ts')).toMatchObject({ services: ['cart', 'checkout'], entities: ['acme/checkout-api'] });
    expect(push('services/checkout/a.ts', 'go.mod')).toMatchObject({ services: [], entities: ['service:checkout', 'acme/checkout-api'] });
    expect(push('go.mod')).toMatchObject({ services: [], entities: ['acme/checkout-api'] });
  });

  it('of more files than anybody reads is everybody’s, and quickly so', () => {
    const began = process.cpuUsage();
    expect(push(...Array.from({ length: 50_000 }, (_, i) => `services/checkout/${i}`))).toMatchObject({ services: [], entities: ['acme/checkout-api'] });
    expect(process.cpuUsage(began).user).toBeLessThan(500_000);
  });
});

describe('a pull request', () => {
  const pull = {
    number: 7, title: 'Lower replica count', html_url: 'https://github.com/acme/checkout-api/pull/7', merged: true, merged_at: '2026-01-15T10:00:00Z', merge_commit_sha: sha,
    user: person('octo-dev'), merged_by: person('github-merge-queue[bot]', 'Bot'), base: { ref: 'main', sha: 'b'.repeat(40) }, head: { ref: 'fewer' },
  };
  const closed = (over: object = {}) => say('pull_request', { action: 'closed', pull_request: { ...pull, ...over }, repository, sender: person('octo-dev') });

  it('that was merged is the push by its commit, done by a queue for whoever wrote it', () => {
    const merged = change('pull_request', { action: 'closed', pull_request: pull, repository });
    const pushed = change('push', { ref: 'refs/heads/main', before: 'b'.repeat(40), after: sha, commits: [], repository });
    expect(merged).toMatchObject({ kind: 'code', occurredAt: '2026-01-15T10:00:00.000Z', title: 'Lower replica count (#7)', actor: { kind: 'automation', onBehalfOf: 'octo-dev' } });
    expect(merged.identities).toEqual(pushed.identities);
    expect(merged.id).not.toBe(pushed.id);
  });

  it('closed without a merge, or merged elsewhere, runs nowhere', () => {
    expect([closed({ merged: false, merged_at: null }), closed({ base: { ref: 'release/1' } })].map((said) => said.is)).toEqual(['skip', 'skip']);
  });
});

describe('a run of a workflow', () => {
  const run = { id: 9007199254740993n, name: 'CI', head_branch: 'main', head_sha: sha, event: 'push', run_number: 12, run_attempt: 1, created_at: '2026-01-15T09:59:00Z', run_started_at: '2026-01-15T10:00:00Z', actor: person('octo-dev') };
  const at = (status: string, conclusion: string | null, updated_at: string, over: object = {}) => ({ action: status, workflow_run: { ...run, status, conclusion, updated_at, ...over }, repository });

  it('is one change from request to end, each attempt another', () => {
    const [requested, running, done] = [at('queued', null, '2026-01-15T10:00:00Z'), at('in_progress', null, '2026-01-15T10:00:10Z'), at('completed', 'failure', '2026-01-15T10:05:00Z')].map((body) => change('workflow_run', body)) as [Change, Change, Change];
    for (const order of [[requested, running, done], [done, requested, running]]) {
      const whole = order.reduce(mergeChange);
      expect(whole).toMatchObject({ id: requested.id, kind: 'job', phase: 'failed', occurredAt: '2026-01-15T10:00:00.000Z', finishedAt: '2026-01-15T10:05:00.000Z', identities: [`commit:${sha}`] });
      expect(whole.phases).toHaveLength(3);
    }
    const again = change('workflow_run', at('completed', 'success', '2026-01-15T11:00:00Z', { run_attempt: 2, run_started_at: '2026-01-15T10:50:00Z' }));
    expect(again.id).not.toBe(done.id);
    expect(change('workflow_run', at('completed', 'success', '2026-01-15T11:00:00Z', { id: '9007199254740993' })).id).toBe(done.id);
  });

  it('on what is not merged says nothing, unless it deploys', () => {
    const ofPull = at('completed', 'success', '2026-01-15T10:05:00Z', { event: 'pull_request', head_branch: 'fewer' });
    expect(say('workflow_run', ofPull)).toMatchObject({ is: 'skip', reason: expect.stringContaining('pull_request') });
    expect(say('workflow_run', at('completed', 'success', '2026-01-15T10:05:00Z', { head_branch: 'fewer' })).is).toBe('skip');
    expect(say('workflow_run', at('completed', 'success', '2026-01-15T10:05:00Z', { head_branch: 'v1.2.0' })).is).toBe('ok');
    expect(say('workflow_run', ofPull, { deploys: { CI: 'preview' } })).toMatchObject({ is: 'ok', events: [{ event: { kind: 'deployment', environment: 'preview' } }] });
  });

  it('by the clock was started by nobody', () => {
    expect(change('workflow_run', at('completed', 'success', '2026-01-15T10:05:00Z', { event: 'schedule' })).actor).toEqual({ name: 'schedule', kind: 'automation', basis: 'sender', onBehalfOf: 'octo-dev' });
  });
});

it('a service is named by a payload, then by the property, then by the one topic', () => {
  const of = (over: object, settings?: object) => {
    const said = say('push', { ref: 'refs/heads/main', before: 'b'.repeat(40), after: sha, repository: { ...repository, ...over } }, settings);
    return said.is === 'ok' && said.events[0]?.kind === 'change' ? said.events[0].event.entities[0] : said;
  };
  expect(of({ topics: ['go', 'service-cart'], custom_properties: { service: 'checkout' } })).toBe('service:checkout');
  expect(of({ topics: ['go', 'service-cart'] })).toBe('service:cart');
  expect(of({ topics: ['service-cart', 'service-checkout'] })).toBe('acme/checkout-api');
  expect(of({ topics: ['app-cart'], custom_properties: { component: 'x' } }, { topicPrefix: 'app-', property: 'component' })).toBe('service:x');
});

it('an image joins the commit that it was built from to what later runs it', () => {
  const image = change('package', {
    action: 'published', repository, sender: person('github-actions[bot]', 'Bot'),
    package: { name: 'Checkout', namespace: 'acme', package_type: 'CONTAINER', package_version: { id: 1, created_at: '2026-01-15T10:00:00Z', container_metadata: { tag: { name: '1.2', digest: `sha256:${'d'.repeat(64)}` }, labels: { all_labels: { 'org.opencontainers.image.revision': sha } } } } },
  });
  expect(image.identities).toEqual([`commit:${sha}`, 'image:ghcr.io/acme/checkout:1.2', `image:ghcr.io/acme/checkout@sha256:${'d'.repeat(64)}`]);
  expect(image.entities).toEqual(['acme/checkout-api', 'ghcr.io/acme/checkout']);
});
