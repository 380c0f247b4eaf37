import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, resolved, testRules } from '../testing.js';
import { createFold } from './fold.js';

const rules = { ...testRules, candidates: { ...testRules.candidates, threshold: 0 }, score: { ...testRules.score, again: { over: -4, anew: 1 } } };
const judged = (...events: CulpritEvent[]) => {
  const fold = createFold(rules);
  for (const event of events) fold.add(event);
  const [first, ...others] = fold.incidents('production');
  expect(others).toEqual([]);
  return {
    ids: first?.body.suspects.map(({ changeIds }) => changeIds[0]),
    undone: first?.body.undone?.map(({ changeId }) => changeId),
    again: (id: string): string | undefined => first?.body.suspects.find(({ changeIds }) => changeIds[0] === id)?.reasons.find(({ signal }) => signal === 'again')?.sentence,
  };
};

const image = (id: string, clock: string, before: string, after: string, more: Record<string, unknown> = {}): CulpritEvent =>
  change(id, 'cart', at(clock), { title: `Deploy cart ${after}`, diff: [{ path: 'image', before: `cart:${before}`, after: `cart:${after}` }], actor: { name: 'ada', kind: 'human' }, ...more });
const fires = (id: string, clock: string, service = 'cart', fingerprint = 'f') => firing(id, fingerprint, service, at(clock));
const ends = (id: string, clock: string, fingerprint = 'f') => resolved(id, fingerprint, at(clock));

const first = image('first', '09:57', 'v8', 'v9');
const back = image('back', '10:15', 'v9', 'v8', { actor: { name: 'mia', kind: 'human' } });
const begun = [first, fires('a', '10:00')];
const mended = [...begun, back, ends('e', '10:18')];
const second = image('second', '10:24', 'v8', 'v10');
const again = fires('b', '10:26');

describe('an incident that had gone quiet when a change was taken back, and came again after another', () => {
  it('is that of the other, and both are told why', () => {
    expect(judged(...mended).ids).toEqual(['first']);
    const { ids, again: told } = judged(...mended, second, again);
    expect(ids).toEqual(['second', 'first']);
    expect(told('first')).toBe('mia took it back at 10:15 UTC, the alerts went quiet 3 minutes later, and came again at 10:26 UTC after ada\'s "Deploy cart v10"');
    expect(told('second')).toBe('the alerts had gone quiet after ada\'s "Deploy cart v9" was taken back at 10:15 UTC, and came again 2 minutes after this');
  });

  it('is so where the first was rolled back itself', () => {
    const rolledBack = { ...first, event: { ...first.event, phase: 'rolled-back', updatedAt: at('10:15'), phases: [{ phase: 'rolled-back', at: at('10:15') }] } } as CulpritEvent;
    const { ids, again: told } = judged(rolledBack, fires('a', '10:00'), ends('e', '10:18'), second, again);
    expect(ids).toEqual(['second', 'first']);
    expect(told('first')).toMatch(/^it was rolled back at 10:15 UTC, the alerts went quiet 3 minutes later, /);
  });

  it('is so after a short silence too, which says nothing by itself', () => {
    const soon = [image('second', '10:20', 'v8', 'v10'), fires('b', '10:21')];
    expect(judged(...mended, ...soon).ids).toEqual(['second', 'first']);
    expect(judged(...begun, ends('e', '10:18'), ...soon).ids).toEqual(['first']);
    expect(judged(...mended, image('second', '10:18:20', 'v8', 'v10'), fires('b', '10:18:40')).ids).toEqual(['first']);
  });

  it('is so of what the alerting service calls', () => {
    expect(judged(calls('cart', 'pay'), ...mended, change('second', 'pay', at('10:24')), again).ids).toEqual(['second', 'first']);
  });

  it('stays that of the other once it is over, and only that is labelled', () => {
    const { ids, undone } = judged(...mended, second, again, image('back-again', '10:35', 'v10', 'v8'), ends('e2', '10:37'));
    expect([ids, undone]).toEqual([['second', 'first'], ['second']]);
  });

  it('is that of the third after the second was taken back as well', () => {
    const { ids, again: told } = judged(...mended, second, again, image('back-again', '10:35', 'v10', 'v8'), ends('e2', '10:37'), image('third', '10:43', 'v8', 'v11'), fires('c', '10:44'));
    expect(ids?.[0]).toBe('third');
    expect(told('second')).toMatch(/^ada took it back at 10:35 UTC, .* came again at 10:44 UTC after ada's "Deploy cart v11"$/);
    expect(told('first')).toMatch(/ came again at 10:26 UTC after ada's "Deploy cart v10"$/);
  });

  it('is that of what brings back what was taken back', () => {
    expect(judged(...mended, image('retry', '10:24', 'v8', 'v9'), again).ids?.[0]).toBe('retry');
  });
});

describe('an incident that came again is still that of the first', () => {
  it.each<[string, CulpritEvent[]]>([
    ['where nothing else was changed', []],
    ['where an autoscaler followed the load', [change('hpa', 'cart', at('10:24'), { kind: 'scaling', actor: { kind: 'autoscaler' } })]],
    ['where something else was changed far off', [calls('cart', 'pay'), calls('pay', 'bank'), change('far', 'bank', at('10:24'))]],
    ['where it was changed after the alert came again', [image('late', '10:33', 'v8', 'v10')]],
    ['where something else was changed before it was quiet', [calls('cart', 'pay'), change('early', 'pay', at('10:10'))]],
  ])('%s', (_, events) => {
    const { ids, again: told } = judged(...mended, ...events, again);
    expect([ids?.[0], told('first')]).toEqual(['first', undefined]);
  });

  it('where it was not taken back, or long before it was quiet', () => {
    expect(judged(...begun, ends('e', '10:18'), second, again).again('first')).toBeUndefined();
    expect(judged(...begun, image('back', '10:04', 'v9', 'v8'), ends('e', '10:18'), second, again).again('first')).toBeUndefined();
  });

  it('where nobody says that it was quiet', () => {
    expect(judged(first, firing('a', 'f', 'cart', at('10:00'), { expiresAfter: 'PT18M' }), back, second, again).again('first')).toBeUndefined();
  });
});
