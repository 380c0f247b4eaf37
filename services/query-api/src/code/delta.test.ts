import { describe, expect, it } from '@jest/globals';
import type { ChangeRow, CodeHost, Compared } from '@culprit/ports';
import { codeDelta, type Sources } from './delta.js';
import { lastBefore } from './range.js';

const sha = (n: number): string => String(n).repeat(40);
const change = (id: string, over: Partial<ChangeRow>): ChangeRow => ({
  id, parser: 1, updatedAt: '2026-01-15T10:00:00.000Z', source: { provider: 'github', instance: 'acme/cart' }, kind: 'deployment', phase: 'succeeded', phases: [],
  occurredAt: '2026-01-15T10:00:00.000Z', observedAt: '2026-01-15T10:00:00.000Z', detectedBy: 'live', services: ['cart'], entities: ['service:cart', 'acme/cart'], title: id, diff: [],
  identities: [], links: [], attributes: {}, mappedBy: 'sender', ...over,
});
/** A push of commits up to `to`, the oldest first as senders name them. */
const push = (before: number, to: number, count = to - before): ChangeRow =>
  change(`push-${to}`, {
    kind: 'code', revision: { commit: sha(to), previous: { commit: sha(before) } }, actor: { name: 'pia', kind: 'human', basis: 'sender' },
    links: [{ title: 'Commit', url: `https://github.com/acme/cart/commit/${sha(to)}` }],
    attributes: { commitCount: count, commits: Array.from({ length: to - before }, (_, i) => ({ sha: sha(before + 1 + i), title: `Commit ${before + 1 + i}`, author: 'ada', at: null })) },
  });
const deploy = change('deploy', { revision: { commit: sha(5), previous: { commit: sha(1) } } });
const merge = change('pull', { kind: 'code', revision: { commit: sha(5) }, links: [{ title: 'Pull request #7', url: 'https://github.com/acme/cart/pull/7' }], attributes: { pullRequest: 7, author: 'ada' } });
const stored = (...pushes: ChangeRow[]): Sources => ({
  pushesOf: async (commit) => pushes.filter(({ revision }) => revision?.commit === commit),
  commitOf: async (image) => pushes.find(({ identities }) => identities.includes(`image:${image}`))?.revision?.commit,
  deployedBefore: async (deployment) => lastBefore(deployment, pushes),
  host: undefined,
});

describe('the commits between two revisions', () => {
  it('are those of all pushes between them, newest first, with the pull requests that were merged', async () => {
    expect(await codeDelta(deploy, [], stored(push(1, 3), push(3, 5), merge))).toEqual({
      repository: 'acme/cart', from: sha(1), to: sha(5), compareUrl: `https://github.com/acme/cart/compare/${sha(1)}...${sha(5)}`, complete: true, note: undefined,
      commits: [5, 4, 3, 2].map((n) => ({ sha: sha(n), title: `Commit ${n}`, author: 'ada', at: '2026-01-15T10:00:00.000Z', url: `https://github.com/acme/cart/commit/${sha(n)}` })),
      pullRequests: [{ title: 'Pull request #7', url: 'https://github.com/acme/cart/pull/7' }],
    });
  });

  it('are not complete where a push is missing, or names not all of its commits, and it is said', async () => {
    expect(await codeDelta(deploy, [], stored(push(3, 5)))).toMatchObject({ complete: false, commits: [{ sha: sha(5) }, { sha: sha(4) }], note: 'not every push between them was told' });
    expect(await codeDelta(deploy, [], stored(push(1, 3, 40), push(3, 5)))).toMatchObject({ complete: false, commits: [{}, {}, {}, {}], note: 'a push between them named not all of its commits' });
    expect(await codeDelta(deploy, [], stored())).toMatchObject({ repository: 'acme/cart', from: sha(1), to: sha(5), commits: [], complete: false });
  });

  it('are not complete where a push names none, as one that was found later may, or was forced', async () => {
    const odd: ChangeRow['attributes'][] = [{ commitCount: 0, commits: [] }, { ...push(3, 5).attributes, forced: true }];
    for (const attributes of odd) {
      expect(await codeDelta(deploy, [], stored(push(1, 3), { ...push(3, 5), attributes }))).toMatchObject({ complete: false, note: 'a push between them named not all of its commits' });
    }
  });

  it('are the same where a commit is named short', async () => {
    const pushes: Sources = { ...stored(push(1, 3), push(3, 5)), pushesOf: async (commit) => [push(1, 3), push(3, 5)].filter(({ revision }) => revision?.commit?.startsWith(commit)) };
    const want = { from: '1111111', complete: true, commits: [5, 4, 3, 2].map((n) => ({ sha: sha(n) })) };
    const short = change('deploy', { revision: { commit: '5555555', previous: { commit: '1111111' } } });
    expect(await codeDelta(short, [], pushes)).toMatchObject({ ...want, to: '5555555' });
    expect(await codeDelta(short, [push(3, 5)], pushes)).toMatchObject({ ...want, to: sha(5) });
  });

  it('are told by the push, not by a tag of the same commit', async () => {
    const tag = change('tag', { kind: 'code', revision: { commit: sha(3), version: 'v1' }, attributes: { commitCount: 0, commits: [], ref: 'refs/tags/v1' } });
    expect(await codeDelta(deploy, [], stored(tag, push(1, 3), push(3, 5)))).toMatchObject({ complete: true, commits: [{}, {}, {}, {}] });
  });

  it('are newest first, however the sender lists them', async () => {
    const turned = { ...push(1, 5), attributes: { ...push(1, 5).attributes, commits: [...push(1, 5).attributes['commits'] as unknown[]].reverse() as never } };
    for (const each of [push(1, 5), turned]) expect((await codeDelta(deploy, [], stored(each)))?.commits.map((commit) => commit.sha)).toEqual([5, 4, 3, 2].map(sha));
  });

  it('are those of the push alone, and not complete, where nobody knows what ran before', async () => {
    const unknown = change('deploy', { revision: { commit: sha(5) } });
    for (const linked of [[], [push(3, 5)]]) {
      expect(await codeDelta(unknown, linked, stored(push(3, 5), push(1, 3)))).toMatchObject({ from: undefined, complete: false, commits: [{ sha: sha(5) }, { sha: sha(4) }], note: 'nobody knows what ran before' });
    }
  });

  it('begin where the deployment before it in the same place ended', async () => {
    const now = change('now', { revision: { commit: sha(5) }, environment: 'production' });
    const at = (id: string, commit: number, hour: number, over: Partial<ChangeRow> = {}) => change(id, { revision: { commit: sha(commit) }, environment: 'production', occurredAt: `2026-01-15T0${hour}:00:00.000Z`, ...over });
    const others = [at('failed', 4, 9, { phase: 'failed' }), at('elsewhere', 4, 8, { environment: 'staging' }), at('of another service', 4, 7, { services: ['pay'] }), at('of another repository', 4, 6, { source: { provider: 'github', instance: 'acme/pay' } })];
    const sources = stored(...others, at('before', 1, 5), at('long before', 2, 4), push(1, 3), push(3, 5));
    const pushes = { ...sources, pushesOf: async (commit: string) => (await sources.pushesOf(commit)).filter(({ kind }) => kind === 'code') };
    expect(await codeDelta(now, [], pushes)).toMatchObject({ from: sha(1), complete: true, commits: [{}, {}, {}, {}] });
  });

  it('begin at the commit that the image before was built of', async () => {
    const rollout = change('rollout', { source: { provider: 'kubernetes', instance: 'eu-1' }, revision: { image: 'acme/cart:5', previous: { image: 'acme/cart:3' } } });
    const build = (n: number) => change(`build-${n}`, { kind: 'job', identities: [`image:acme/cart:${n}`], revision: { commit: sha(n) } });
    expect(await codeDelta(rollout, [build(5)], stored(build(3), push(3, 5)))).toMatchObject({ from: sha(3), to: sha(5), complete: true, commits: [{ sha: sha(5) }, { sha: sha(4) }] });
  });

  it('are those of the application, not of the configuration that a GitOps tool took them by', async () => {
    const rollout = change('rollout', { source: { provider: 'kubernetes', instance: 'eu-1' }, revision: { image: 'acme/cart:5' } });
    const applied = (over: Partial<ChangeRow>) => change('applied', { revision: { commit: sha(8), previous: { commit: sha(7) } }, ...over });
    for (const sync of [applied({ source: { provider: 'argocd' } }), applied({ source: { provider: 'kubernetes', instance: 'eu-1' }, entities: ['shop/deployment/cart', 'flux:kustomization/shop'] })]) {
      expect(await codeDelta(rollout, [sync, push(3, 5)], stored(push(3, 5)))).toMatchObject({ to: sha(5) });
      expect(await codeDelta(sync, [rollout, push(3, 5)], stored({ ...push(7, 8) }))).toMatchObject({ from: sha(7), to: sha(8) });
      expect(await codeDelta(rollout, [sync], stored({ ...push(7, 8) }))).toMatchObject({ from: sha(7), to: sha(8) });
    }
  });

  it('are found by what the change is linked to, and by nothing else', async () => {
    const rollout = change('rollout', { revision: { image: 'acme/cart:5' } });
    expect(await codeDelta(rollout, [deploy], stored(push(1, 3), push(3, 5)))).toMatchObject({ to: sha(5), complete: true });
    expect(await codeDelta(rollout, [], stored(push(1, 3), push(3, 5)))).toBeUndefined();
  });

  it('end also where pushes lead in a circle', async () => {
    expect(await codeDelta(deploy, [], stored({ ...push(3, 5) }, { ...push(3, 5), revision: { commit: sha(3), previous: { commit: sha(5) } } }))).toMatchObject({ complete: false });
  });

  it('are none where the change goes back', async () => {
    const back = change('back', { revision: { commit: sha(1), previous: { commit: sha(5) } } });
    expect(await codeDelta(back, [], stored(push(1, 3), push(3, 5)))).toMatchObject({ commits: [], complete: false, note: 'it is older than what ran before, and takes back 4 commits' });
  });
});

describe('what no push told', () => {
  type Answer = Awaited<ReturnType<CodeHost['compare']>>;
  const asked: unknown[] = [];
  const asking = (answer: Answer, ...pushes: ChangeRow[]): Sources => ({ ...stored(...pushes), host: { compare: async (...question) => (asked.push(question), answer) } });
  const commit = (n: number) => ({ sha: sha(n), title: `Told of ${n}`, author: 'bo', at: undefined, url: undefined });
  const compared = (over: Partial<Compared> = {}): Compared => ({ is: 'compared', relation: 'ahead', total: 4, takenBack: 0, commits: [5, 4, 3, 2].map(commit), ...over });

  it('is told by the host of the repository that an event named, the rest as it was pushed', async () => {
    asked.length = 0;
    expect(await codeDelta(deploy, [], asking(compared(), push(3, 5)))).toMatchObject({
      complete: true, note: undefined,
      commits: [{ title: 'Commit 5' }, { title: 'Commit 4' }, { title: 'Told of 3', at: '2026-01-15T10:00:00.000Z', url: `https://github.com/acme/cart/commit/${sha(3)}` }, { title: 'Told of 2', author: 'bo' }],
    });
    expect(asked).toEqual([[{ provider: 'github', instance: 'acme/cart' }, sha(1), sha(5)]]);
  });

  it('is not asked for where pushes told all, or where nobody knows since when', async () => {
    asked.length = 0;
    await codeDelta(deploy, [], asking(compared(), push(1, 3), push(3, 5)));
    await codeDelta(change('deploy', { revision: { commit: sha(5) } }), [], asking(compared(), push(3, 5)));
    expect(asked).toEqual([]);
  });

  it('stays missing where the host does not answer, with the reason', async () => {
    expect(await codeDelta(deploy, [], asking({ is: 'unanswered', reason: 'it asks to wait 30 s' }, push(3, 5)))).toMatchObject({ complete: false, commits: [{}, {}], note: 'not every push between them was told; it asks to wait 30 s' });
    expect(await codeDelta(deploy, [], asking({ is: 'elsewhere' }, push(3, 5)))).toMatchObject({ complete: false, note: 'not every push between them was told' });
    expect(await codeDelta(deploy, [], asking(compared({ total: 1_300 })))).toMatchObject({ complete: false, note: 'only the newest 4 of 1300 commits are listed' });
  });

  it('may be that histories part, or that it goes back', async () => {
    expect(await codeDelta(deploy, [], asking(compared({ relation: 'diverged', takenBack: 1 })))).toMatchObject({ complete: false, note: 'the histories part: it also takes back 1 commit of what ran before' });
    expect(await codeDelta(deploy, [], asking(compared({ relation: 'behind', takenBack: 3, total: 0, commits: [] }), push(3, 5)))).toMatchObject({ complete: false, commits: [], note: 'it is older than what ran before, and takes back 3 commits' });
  });

  it('is asked of the repository that a sync was taken from', async () => {
    asked.length = 0;
    const sync = (repository: string) => change('sync', { source: { provider: 'argocd', instance: 'argocd/cart' }, entities: ['shop/deployment/cart'], revision: { commit: sha(5), previous: { commit: sha(1) } }, attributes: { repository } });
    for (const repository of ['https://github.com/acme/deploy.git', 'git@git.acme.example:acme/deploy.git', 'ssh://git@github.com/acme/deploy', 'https://charts.example/stable', 'file:///etc/passwd']) {
      await codeDelta(sync(repository), [], asking(compared()));
    }
    expect(asked.map((question) => (question as [{ instance: string }])[0].instance)).toEqual(['acme/deploy', 'git.acme.example/acme/deploy', 'acme/deploy']);
    expect(await codeDelta(sync('https://github.com/acme/deploy.git'), [], asking(compared()))).toMatchObject({ repository: 'acme/deploy', complete: true });
  });
});
