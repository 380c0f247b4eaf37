import { describe, expect, it } from '@jest/globals';
import type { Change } from '../events/change.js';
import type { CulpritEvent } from '../events/envelope.js';
import { at, change, firing, testRules } from '../testing.js';
import { chainsIn } from './chain.js';
import { createFold } from './fold.js';

const whole = `5be1f00${'a'.repeat(33)}`;
const other = `5be1f00${'b'.repeat(33)}`;
const by = (provider: string, fields: Record<string, unknown> = {}): Record<string, unknown> => ({ source: { provider }, ...fields });
const merge = (id: string, clock: string, commit: string, day?: string) => change(id, undefined, at(clock, day), by('github', { kind: 'code', environment: undefined, entities: ['acme/cart'], identities: [`commit:${commit}`] }));
const build = (id: string, clock: string, identities: readonly string[], day?: string) => change(id, undefined, at(clock, day), by('jenkins', { kind: 'job', environment: undefined, entities: ['acme/cart'], identities }));
const rollout = (id: string, clock: string, identities: readonly string[], fields: Record<string, unknown> = {}) => change(id, 'cart', at(clock), by('kubernetes', { identities, ...fields }));
const sync = (id: string, clock: string, operation: number) => change(id, 'cart', at(clock), by('argocd', { identities: [`argocd:u:${operation}`, 'image:acme/cart:2'] }));

const changesOf = (events: readonly CulpritEvent[]): Change[] => events.flatMap((e) => (e.kind === 'change' ? [e.event] : []));
/** What the fold names as one suspect with this change, and what the chain is. */
const both = (id: string, ...events: CulpritEvent[]): { suspect: string[]; chain: string[] } => {
  const fold = createFold(testRules);
  for (const event of [firing('a', 'f1', 'cart', at('10:00')), ...events]) fold.add(event);
  const suspect = fold.incidents('production').flatMap(({ body }) => body.suspects).find(({ changeIds }) => changeIds.includes(id));
  const pool = changesOf(events);
  const start = pool.find((c) => c.id === id) as Change;
  return { suspect: [...(suspect?.changeIds ?? [])].sort(), chain: [id, ...chainsIn(pool).of(start).map((c) => c.id)].sort() };
};

describe('a chain of linked changes is the suspect that the fold makes of them', () => {
  const same: Readonly<Record<string, readonly [string, readonly CulpritEvent[], readonly string[]]>> = {
    'a commit that is named short': ['roll', [merge('merge', '09:00', whole), rollout('roll', '09:50', ['commit:5be1f00'])], ['merge', 'roll']],
    'and through the build of it': ['roll', [merge('merge', '09:00', whole), build('build', '09:10', ['commit:5be1f00a', 'image:acme/cart:2']), rollout('roll', '09:50', ['image:acme/cart:2'])], ['build', 'merge', 'roll']],
    'but not where two begin so': ['roll', [merge('merge', '09:00', whole), merge('beside', '09:01', other), rollout('roll', '09:50', ['commit:5be1f00'])], ['roll']],
    'where a longer name is still clear': ['roll', [merge('merge', '09:00', whole), merge('beside', '09:01', other), rollout('roll', '09:50', ['commit:5be1f00aa'])], ['merge', 'roll']],
    'a tag here and a digest there': ['roll', [build('build', '09:00', ['image:acme/cart:2', 'image:acme/cart@sha256:1']), rollout('roll', '09:50', ['image:acme/cart@sha256:1'])], ['build', 'roll']],
    'what was built ten days before': ['roll', [build('build', '09:00', ['image:acme/cart:2'], '2026-01-05'), rollout('roll', '09:50', ['image:acme/cart:2'])], ['build', 'roll']],
    'not what was built a month before': ['roll', [build('build', '09:00', ['image:acme/cart:2'], '2025-12-15'), rollout('roll', '09:50', ['image:acme/cart:2'])], ['roll']],
    'not what went to another environment': ['roll', [rollout('staging', '09:00', ['commit:1'], { environment: 'staging', ...by('argocd') }), rollout('roll', '09:50', ['commit:1'])], ['roll']],
    'not a sync that left the image as it was': ['brought', [build('build', '09:00', ['image:acme/cart:2']), sync('first', '09:10', 1), rollout('brought', '09:11', ['argocd:u:1', 'image:acme/cart:2']), sync('second', '09:50', 2)], ['brought', 'build', 'first']],
  };
  for (const [name, [id, events, want]] of Object.entries(same)) {
    it(name, () => {
      for (const order of [events, [...events].reverse()]) expect(both(id, ...order)).toEqual({ suspect: want, chain: want });
    });
  }
});

it('two steps that are too far apart are not one through a third between them', () => {
  const step = (id: string, day: string, provider: string, identities: readonly string[]) => change(id, 'cart', at('09:50', day), by(provider, { identities }));
  const pool = (day: string): Change[] => changesOf([step('roll', '2026-01-15', 'kubernetes', ['commit:1']), step('sync', '2026-01-13', 'argocd', ['commit:1', 'argocd:u:1']), step('again', day, 'jenkins', ['argocd:u:1'])]);
  const chain = (all: Change[]): string[] => chainsIn(all).of(all[0] as Change).map(({ id }) => id);
  expect([chain(pool('2026-01-16')), chain(pool('2026-01-17'))]).toEqual([['sync', 'again'], ['sync']]);
});

it('only a later step of the same change stands for one', () => {
  const events = [build('build', '09:00', ['image:acme/cart:2']), sync('first', '09:10', 1), rollout('brought', '09:11', ['argocd:u:1', 'image:acme/cart:2']), sync('second', '09:50', 2), merge('merge', '08:00', '1234567')];
  const pool = changesOf(events);
  expect(pool.filter((c) => !chainsIn(pool).hasLaterStep(c)).map(({ id }) => id)).toEqual(['brought', 'second', 'merge']);
});
