import { expect, it } from '@jest/globals';
import { peopleOf } from './people.js';

it('everyone in a chain is named once for each role, and no machine', () => {
  const human = (name: string) => ({ name, kind: 'human' as const, basis: 'sender' as const });
  expect(peopleOf([
    { kind: 'deployment', actor: { name: 'argocd', kind: 'automation', basis: 'sender', onBehalfOf: 'dan' }, attributes: {} },
    { kind: 'deployment', actor: human('dan'), attributes: {} },
    { kind: 'code', actor: human('mia'), attributes: { pullRequest: 7, author: 'ada' } },
    { kind: 'code', actor: human('pia'), attributes: { commitCount: 1, commits: [{ sha: 'a', title: 'x', author: 'ada', at: null }] } },
    { kind: 'feature-flag', actor: human('fay'), attributes: {} },
  ])).toEqual([
    { name: 'dan', role: 'deployer' }, { name: 'mia', role: 'merger' }, { name: 'ada', role: 'author' }, { name: 'pia', role: 'pusher' }, { name: 'fay', role: 'toggler' },
  ]);
});
