import { describe, expect, it } from '@jest/globals';
import { createFold } from '../../correlation/fold.js';
import type { CulpritEvent } from '../../events/envelope.js';
import { at, calls, change, firing, resolved, testRules } from '../../testing.js';

const judged = (...events: readonly CulpritEvent[]) => {
  const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold: 0 }, score: { ...testRules.score, tried: -2 } });
  for (const event of events) fold.add(event);
  const [first, ...others] = fold.incidents('production');
  expect(others).toEqual([]);
  return first?.body;
};
const tried = (...events: readonly CulpritEvent[]) => judged(...events)?.suspects.find(({ changeIds: [id] }) => id === 'fix')?.reasons.find(({ signal }) => signal === 'tried');

const trouble = firing('a', 'f', 'cart', at('10:00'), { title: 'cart 5xx' });
const more = firing('b', 'g', 'cart', at('10:08'), { class: 'latency', title: 'cart is slow' });
const fix = (more: Record<string, unknown> = {}): CulpritEvent => change('fix', 'cart', at('10:06'), { title: 'Fix 5xx', actor: { name: 'ana', kind: 'human' }, ...more });

describe('what is changed on a service in trouble', () => {
  it('is mostly to mend it', () => {
    expect(tried(trouble, fix(), more)).toEqual({ signal: 'tried', contribution: -2, sentence: 'cart was in trouble already, for 6 minutes: what is changed then is mostly to mend it' });
  });

  it('is not where others alerted, where it only lost its traffic, or where that is of another cluster', () => {
    expect(tried(calls('front', 'cart'), firing('a', 'f', 'front', at('10:00')), fix(), more)).toBeUndefined();
    expect(tried(firing('a', 'f', 'cart', at('10:00'), { class: 'traffic-loss' }), fix(), more)).toBeUndefined();
    expect(tried(firing('a', 'f', 'cart', at('10:00'), { cluster: 'eu-1' }), fix({ cluster: 'us-1' }), more)).toBeUndefined();
    expect(tried(firing('a', 'f', 'cart', at('10:00'), { cluster: 'eu-1' }), fix({ cluster: 'eu-1' }), more)).toBeDefined();
  });

  it('counts for less, the less the trouble was, and for nothing of what was there before', () => {
    expect(tried(trouble, resolved('r', 'f', at('10:03')), fix(), more)).toBeUndefined();
    expect(tried(trouble, change('fix', 'cart', at('09:58')), more)).toBeUndefined();
    expect(tried(trouble, change('fix', 'cart', at('10:01')), more)).toBeUndefined();
  });
});

describe('the headline of what was changed after the opening', () => {
  it('tells of what it is suspected', () => {
    expect(judged(trouble, fix(), more)?.headline).toMatch(/^cart 5xx; since then "cart is slow": suspect of that is ana's "Fix 5xx", 2 minutes before cart alerted again \(\d/);
    const [reason] = judged(trouble, fix(), more)?.suspects[0]?.reasons.filter(({ signal }) => signal === 'coverage') ?? [];
    expect(reason?.sentence).toBe('it would explain what the one service alerts of since, not what opened the incident');
    const code = change('push', undefined, at('10:05'), { kind: 'code', entities: ['acme/cart'], title: 'Fewer retries', actor: { name: 'mia', kind: 'human' }, identities: ['commit:1'] });
    expect(judged(trouble, code, fix({ identities: ['commit:1'], actor: { name: 'argocd', kind: 'automation' } }), more)?.headline)
      .toMatch(/^cart 5xx; since then "cart is slow": suspect of that: mia merged "Fewer retries"; argocd rolled it out as "Fix 5xx", 2 minutes before cart alerted again \(\d/);
    expect(judged(trouble, change('c', 'cart', at('09:58'), { title: 'Deploy cart' }), more)?.headline).toMatch(/^cart 5xx: suspect is Deploy cart, 2 minutes before cart alerted \(/);
  });
});
