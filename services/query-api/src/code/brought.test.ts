import { expect, it } from '@jest/globals';
import type { ChangeRow } from '@culprit/ports';
import { broughtBy } from './brought.js';
import { peopleOf } from './people.js';

const sha = (n: number): string => String(n).repeat(40);
const change = (id: string, over: Partial<ChangeRow>): ChangeRow => ({
  id, parser: 1, updatedAt: '2026-01-15T10:00:00.000Z', source: { provider: 'github', instance: 'acme/cart' }, kind: 'deployment', phase: 'succeeded', phases: [],
  occurredAt: '2026-01-15T10:00:00.000Z', observedAt: '2026-01-15T10:00:00.000Z', detectedBy: 'live', services: ['cart'], entities: ['acme/cart'], title: id, diff: [],
  identities: [], links: [], attributes: {}, mappedBy: 'sender', ...over,
});
const push = (from: number, to: number, who: string): ChangeRow => change(`push-${to}`, {
  kind: 'code', revision: { commit: sha(to), previous: { commit: sha(from) } }, actor: { name: who, kind: 'human', basis: 'sender' }, attributes: { commitCount: 1, commits: [{ sha: sha(to), author: `${who}-author` }] },
});
const pushes = [push(1, 2, 'lena'), push(2, 3, 'kim'), push(3, 4, 'omar'), change('pull', { kind: 'code', revision: { commit: sha(2) }, actor: { name: 'mia', kind: 'human', basis: 'sender' }, attributes: { pullRequest: 7 } })];
const of = (from: number | undefined, to: number, kept = pushes): Promise<string[]> => {
  const deploy = change('deploy', { revision: { commit: sha(to), ...(from === undefined ? {} : { previous: { commit: sha(from) } }) } });
  const linked = kept.filter(({ revision }) => revision?.commit === sha(to));
  return broughtBy(deploy, linked, { pushesOf: async (commit) => kept.filter(({ revision }) => revision?.commit === commit), commitOf: async () => undefined, deployedBefore: async () => undefined })
    .then((all) => peopleOf([deploy, ...linked, ...all]).map(({ name, role }) => `${name} ${role}`));
};

it('whoever pushed, merged or wrote what a deployment brought beside the last commit had a part in it', async () => {
  expect(await of(1, 3)).toEqual(['kim pusher', 'kim-author author', 'lena pusher', 'lena-author author', 'mia merger']);
});

it('as far as the pushes lead back, where one of them is missing', async () => {
  expect(await of(1, 4, pushes.slice(1))).toEqual(['omar pusher', 'omar-author author', 'kim pusher', 'kim-author author', 'mia merger']);
});

it('nobody beside, where it goes back, or nobody knows what ran before', async () => {
  expect(await of(4, 3)).toEqual(['kim pusher', 'kim-author author']);
  expect(await of(undefined, 3)).toEqual(['kim pusher', 'kim-author author']);
});
