import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, change, firing, testRules } from '../testing.js';
import { createFold } from './fold.js';

const sha = (letter: string): string => letter.repeat(40);
const human = (name: string) => ({ actor: { name, kind: 'human', basis: 'sender' } });
/** A push of `to`, of the service or of none. */
const push = (id: string, from: string, to: string, clock: string, more: Record<string, unknown> = {}): CulpritEvent =>
  change(id, 'cart', at(clock), { kind: 'code', title: `Push ${id}`, environment: undefined, source: { provider: 'github', instance: 'acme/cart' }, revision: { commit: sha(to), previous: { commit: sha(from) } }, attributes: { ref: 'refs/heads/main' }, ...human(`${id}-dev`), ...more });
const deploy = (id: string, from: string | undefined, to: string, clock: string, more: Record<string, unknown> = {}): CulpritEvent =>
  change(id, 'cart', at(clock), { actor: { name: 'argocd', kind: 'automation', basis: 'sender' }, source: { provider: 'argocd' }, revision: { commit: sha(to), ...(from === undefined ? {} : { previous: { commit: sha(from) } }) }, ...more });
const nobodys = { service: undefined, entities: ['acme/cart'] };

const judged = (...events: readonly CulpritEvent[]) => {
  const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold: 0 }, score: { ...testRules.score, unreleased: -4 } });
  for (const event of [firing('a', 'f', 'cart', at('10:00')), ...events]) fold.add(event);
  const [incident] = fold.incidents('production');
  if (incident === undefined) throw new Error('no incident');
  return incident;
};
const candidates = (...events: readonly CulpritEvent[]): string[] => judged(...events).verdict.ranked.map(({ candidate }) => candidate.changes.map(({ id }) => id).join(' ')).sort();

describe('a deployment that brings several merges', () => {
  const [first, second, third] = [push('p1', '0', 'a', '08:00'), push('p2', 'a', 'b', '08:30'), push('p3', 'b', 'c', '09:00')];

  it('is one change with all that was pushed since what ran before', () => {
    expect(candidates(first, second, third, deploy('d', 'a', 'c', '09:57'))).toEqual(['d p3 p2', 'p1']);
    expect(judged(first, second, third, deploy('d', '0', 'c', '09:57')).body.headline).toMatch(/: suspect: p3-dev pushed "Push p3", p2-dev pushed "Push p2" and 1 more; argocd rolled them out as "Deploy cart", 3 minutes before cart alerted \(/);
    const { suspects: [suspect] } = judged(second, third, deploy('d', 'a', 'c', '09:57')).body;
    expect(suspect?.reasons.find(({ signal }) => signal === 'time')?.sentence).toBe('p3-dev pushed "Push p3" and p2-dev pushed "Push p2"; argocd rolled them out as "Deploy cart", 3 minutes before cart alerted');
    expect(suspect?.reasons.some(({ signal }) => signal === 'place')).toBe(false);
  });

  it('also where nobody knows whose they are, in whatever order that is told', () => {
    const loose = [push('p2', 'a', 'b', '08:30', nobodys), push('p3', 'b', 'c', '09:00', nobodys)];
    expect(candidates(...loose, deploy('d', 'a', 'c', '09:57'))).toEqual(['d p3 p2']);
    expect(candidates(deploy('d', 'a', 'c', '09:57'), ...loose.reverse())).toEqual(['d p3 p2']);
  });

  it('as far as the commit is known that its image, or the one before, was built of', () => {
    const build = (id: string, commit: string, clock: string): CulpritEvent => change(id, undefined, at(clock), { kind: 'job', environment: undefined, revision: { commit: sha(commit), image: `acme/cart:${id}.0.0` } });
    const rollout = change('d', 'cart', at('09:57'), { revision: { image: 'acme/cart:b3.0.0', previous: { image: 'acme/cart:b1.0.0' } } });
    expect(candidates(first, second, third, build('b1', 'a', '08:05'), build('b3', 'c', '09:05'), rollout)).toEqual(['d p3 p2 b3', 'p1 b1']);
  });

  it('but not with what another brought before, nor with what came before that', () => {
    expect(candidates(first, second, third, deploy('d1', undefined, 'b', '08:40'), deploy('d2', undefined, 'c', '09:57'))).toEqual(['d1 p2 p1', 'd2 p3']);
    expect(candidates(first, second, third, deploy('d1', '0', 'b', '08:40', { cluster: 'us-1' }), deploy('d2', '0', 'c', '09:57', { cluster: 'eu-1' }))).toEqual(['d1 p2 p1', 'd2 p3']);
  });

  it('with those of the lookback alone where nobody knows what ran before', () => {
    const early = push('p2', 'a', 'b', '08:30', { occurredAt: at('09:00', '2026-01-12'), ...nobodys });
    expect(candidates(first, second, third, deploy('d', undefined, 'c', '09:57'))).toEqual(['d p3 p2 p1']);
    expect(candidates(early, third, deploy('d', undefined, 'c', '09:57'))).toEqual(['d p3']);
    expect(candidates(early, third, deploy('d', 'a', 'c', '09:57'))).toEqual(['d p3 p2']);
  });

  it('by when they were pushed where one between them is missing', () => {
    const other = push('x', '1', '2', '08:45', { source: { provider: 'github', instance: 'acme/other' } });
    expect(candidates(push('p0', '0', 'a', '07:00'), second, push('p4', 'c', 'd', '09:10'), other, deploy('d', 'a', 'd', '09:57'))).toEqual(['d p4 p2', 'p0', 'x']);
    // what ran before may be newer
    expect(candidates(second, push('p4', 'c', 'd', '09:10'), deploy('d', 'a', 'd', '09:57'))).toEqual(['d p4', 'p2']);
  });

  it('and going back to an older one brings nothing', () => {
    expect(candidates(first, second, third, deploy('back', 'c', 'a', '09:57'))).toEqual(['back p1', 'p2', 'p3']);
    expect(candidates(first, second, third, deploy('again', 'c', 'c', '09:57'))).toEqual(['again p3', 'p1', 'p2']);
  });

  it('with each merge that one push brought', () => {
    const merges = ['7', '8'].map((letter, i) => push(`m${letter}`, '0', letter, `08:0${i}`, { attributes: { pullRequest: i } }));
    const queue = push('q', 'a', '9', '08:05', { attributes: { commits: [{ sha: sha('7') }, { sha: sha('8') }, { sha: sha('9') }, null, 'x'] } });
    expect(candidates(...merges, queue, deploy('d', 'a', '9', '09:57'))).toEqual(['d q m8 m7']);
  });
});
