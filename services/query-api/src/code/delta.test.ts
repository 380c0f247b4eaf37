import { describe, expect, it } from '@jest/globals';
import type { ChangeRow } from '@culprit/ports';
import { codeDelta } from './delta.js';
import { peopleOf } from './people.js';

const sha = (n: number): string => String(n).repeat(40);
const change = (id: string, over: Partial<ChangeRow>): ChangeRow => ({
  id, parser: 1, updatedAt: '2026-01-15T10:00:00.000Z', source: { provider: 'github', instance: 'github.com' }, kind: 'deployment', phase: 'succeeded', phases: [],
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
const deploy = change('deploy', { revision: { commit: sha(5), previous: { commit: sha(1) } }, actor: { name: 'dan', kind: 'human', basis: 'sender' } });
const merge = change('pull', { kind: 'code', revision: { commit: sha(5) }, actor: { name: 'mia', kind: 'human', basis: 'sender' }, links: [{ title: 'Pull request #7', url: 'https://github.com/acme/cart/pull/7' }], attributes: { pullRequest: 7, author: 'ada' } });
const stored = (...pushes: ChangeRow[]) => async (commit: string) => pushes.filter(({ revision }) => revision?.commit === commit);

describe('the commits between two revisions', () => {
  it('are those of all pushes between them, newest first, with the pull requests that were merged', async () => {
    expect(await codeDelta(deploy, [], stored(push(1, 3), push(3, 5), merge))).toEqual({
      repository: 'acme/cart', from: sha(1), to: sha(5), compareUrl: `https://github.com/acme/cart/compare/${sha(1)}...${sha(5)}`, complete: true,
      commits: [5, 4, 3, 2].map((n) => ({ sha: sha(n), title: `Commit ${n}`, author: 'ada', at: '2026-01-15T10:00:00.000Z', url: `https://github.com/acme/cart/commit/${sha(n)}` })),
      pullRequests: [{ title: 'Pull request #7', url: 'https://github.com/acme/cart/pull/7' }],
    });
  });

  it('are not complete where a push is missing, or names not all of its commits', async () => {
    expect(await codeDelta(deploy, [], stored(push(3, 5)))).toMatchObject({ complete: false, commits: [{ sha: sha(5) }, { sha: sha(4) }] });
    expect(await codeDelta(deploy, [], stored(push(1, 3, 40), push(3, 5)))).toMatchObject({ complete: false, commits: [{}, {}, {}, {}] });
  });

  it('are those of the push alone, and not complete, where nobody knows what ran before', async () => {
    const unknown = change('deploy', { revision: { commit: sha(5) } });
    expect(await codeDelta(unknown, [], stored(push(3, 5), push(1, 3)))).toMatchObject({ from: undefined, complete: false, commits: [{ sha: sha(5) }, { sha: sha(4) }] });
  });

  it('are found by what the change is linked to, and by nothing else', async () => {
    const rollout = change('rollout', { revision: { image: 'acme/cart:5' } });
    expect(await codeDelta(rollout, [deploy], stored(push(1, 3), push(3, 5)))).toMatchObject({ to: sha(5), complete: true });
    expect(await codeDelta(rollout, [], stored(push(1, 3), push(3, 5)))).toBeUndefined();
    expect(await codeDelta(deploy, [], stored())).toBeUndefined();
  });

  it('end also where pushes lead in a circle', async () => {
    expect(await codeDelta(deploy, [], stored({ ...push(3, 5) }, { ...push(3, 5), revision: { commit: sha(3), previous: { commit: sha(5) } } }))).toMatchObject({ complete: false });
  });
});

it('everyone in a chain is named once for each role, and no machine', () => {
  const sync = change('sync', { actor: { name: 'argocd', kind: 'automation', basis: 'sender', onBehalfOf: 'dan' } });
  const flag = change('flag', { kind: 'feature-flag', actor: { name: 'fay', kind: 'human', basis: 'sender' } });
  expect(peopleOf([sync, deploy, merge, push(3, 5), flag])).toEqual([
    { name: 'dan', role: 'deployer' }, { name: 'mia', role: 'merger' }, { name: 'ada', role: 'author' }, { name: 'pia', role: 'pusher' }, { name: 'fay', role: 'toggler' },
  ]);
});
