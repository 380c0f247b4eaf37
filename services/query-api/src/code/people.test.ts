import { describe, expect, it } from '@jest/globals';
import type { ChangeRow, CodeHost } from '@culprit/ports';
import { hostedPeople } from './hosted-people.js';
import { peopleOf } from './people.js';

const human = (name: string) => ({ name, kind: 'human' as const, basis: 'sender' as const });

describe('the people of a chain', () => {
  it('are named once for each role, and no machine', () => {
    expect(peopleOf([
      { kind: 'deployment', actor: { name: 'argocd', kind: 'automation', basis: 'sender', onBehalfOf: 'dan' }, attributes: {} },
      { kind: 'deployment', actor: human('dan'), attributes: {} },
      { kind: 'code', actor: human('mia'), attributes: { pullRequest: 7, author: 'ada', approvers: ['rex', 'mia'] } },
      { kind: 'code', actor: human('pia'), attributes: { commitCount: 1, commits: [{ sha: 'a', title: 'x', author: 'ada', at: null, coAuthors: ['bo'], approvers: ['rex'], committer: 'cy' }, { sha: 'b', coAuthors: 'nobody' }] } },
      { kind: 'feature-flag', actor: human('fay'), attributes: {} },
      { kind: 'scaling', actor: { name: 'hpa', kind: 'autoscaler', basis: 'manager' }, attributes: {} },
    ])).toEqual([
      { name: 'dan', role: 'deployer' }, { name: 'mia', role: 'merger' }, { name: 'ada', role: 'author' }, { name: 'rex', role: 'approver' }, { name: 'mia', role: 'approver' },
      { name: 'pia', role: 'pusher' }, { name: 'bo', role: 'author' }, { name: 'cy', role: 'committer' }, { name: 'fay', role: 'toggler' },
    ]);
  });

  it('of a merge request are the same as of a pull request', () => {
    expect(peopleOf([{ kind: 'code', actor: human('mia'), attributes: { mergeRequest: 7, approvers: ['rex'] } }])).toEqual([{ name: 'mia', role: 'merger' }, { name: 'rex', role: 'approver' }]);
  });
});

describe('whom only the host knows', () => {
  const sha = (n: number): string => String(n).repeat(40);
  const change = (over: Partial<ChangeRow>): ChangeRow => ({
    id: 'x', parser: 1, updatedAt: '2026-01-15T10:00:00.000Z', source: { provider: 'github', instance: 'acme/cart' }, kind: 'deployment', phase: 'succeeded', phases: [], occurredAt: '2026-01-15T10:00:00.000Z',
    observedAt: '2026-01-15T10:00:00.000Z', detectedBy: 'live', services: ['cart'], entities: ['acme/cart'], title: 'x', diff: [], identities: [], links: [], attributes: {}, mappedBy: 'sender', ...over,
  });
  const asked: unknown[] = [];
  const host: CodeHost = {
    approvals: async (...question) => (asked.push(question), { is: 'reviewed', approvers: ['rex'] }),
    compare: async () => ({ is: 'compared', relation: 'ahead', total: 1, takenBack: 0, commits: [{ sha: sha(2), title: 'x', author: 'ada', at: undefined, url: undefined }] }),
  };
  const sources = { pushesOf: async () => [], commitOf: async () => undefined, deployedBefore: async () => undefined, host };
  const deploy = change({ revision: { commit: sha(2), previous: { commit: sha(1) } } });
  const merge = change({ kind: 'code', attributes: { pullRequest: '7', author: 'bo' } });

  it('approved a merge of GitHub, and wrote what no push told', async () => {
    asked.length = 0;
    expect(await hostedPeople([deploy, merge], host, sources)).toEqual([{ name: 'rex', role: 'approver' }]);
    expect(asked).toEqual([[{ provider: 'github', instance: 'acme/cart' }, 7]]);
    expect(await hostedPeople([deploy], host, sources)).toEqual([{ name: 'ada', role: 'author' }]);
  });

  it('is not asked where the sender says it, and where there is none to ask', async () => {
    asked.length = 0;
    expect(await hostedPeople([deploy, { ...merge, attributes: { ...merge.attributes, approvers: ['mia'] } }], host, sources)).toEqual([]);
    expect(await hostedPeople([deploy, { ...merge, source: { provider: 'gitlab', instance: 'acme/cart' } }], host, sources)).toEqual([]);
    expect(await hostedPeople([deploy, merge], undefined, sources)).toEqual([]);
    expect(asked).toEqual([]);
  });
});
