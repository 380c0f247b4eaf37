import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { incidentId } from '../events/ids.js';
import { at, calls, change, firing, resolved, testRules } from '../testing.js';
import { createFold } from './fold.js';

/** The incident of `front`, asked twice before and once after: whether it is the object that it was, and whom it suspects. */
const after = (...events: CulpritEvent[]): { same: boolean; suspects: readonly (string | undefined)[] } => {
  const fold = createFold(testRules);
  for (const event of [calls('front', 'cart'), firing('a', 'f1', 'front', at('10:00')), firing('z', 'f2', 'bank', at('10:00'), { environment: 'staging' })]) fold.add(event);
  fold.incidents('production');
  fold.add(change('early', 'front', at('07:00'), { kind: 'job' }));
  const [before] = fold.incidents('production');
  for (const event of events) fold.add(event);
  const [now] = fold.incidents('production');
  return { same: now === before, suspects: now?.body.suspects.map(({ service }) => service) ?? [] };
};

describe('an incident is judged again', () => {
  it('for a change of what it leads to', () => {
    expect(after(change('c', 'cart', at('09:58')))).toMatchObject({ same: false, suspects: ['cart', 'front'] });
  });

  it('for one on no service that is known, which is counted', () => {
    expect(after(change('c', undefined, at('09:58'), { entities: ['nobody/knows'] })).same).toBe(false);
  });

  it('not for a change of what it does not lead to, nor of another environment', () => {
    expect(after(change('c', 'bank', at('09:58'))).same).toBe(true);
    expect(after(change('c', 'cart', at('09:58'), { environment: 'staging' })).same).toBe(true);
  });

  it('for a call that makes it lead further, and for the first messages of all', () => {
    expect(after(calls('cart', 'stock')).same).toBe(false);
    expect(after(calls('site', 'front')).same).toBe(false);
    expect(after(calls('bank', 'vault', { kind: 'messaging' })).same).toBe(false);
    expect(after(calls('cart', 'stock'), change('c', 'stock', at('09:58')))).toMatchObject({ suspects: ['stock', 'front'] });
  });

  it('not for a call between others, nor of another environment, nor one that is said again', () => {
    expect(after(calls('bank', 'vault')).same).toBe(true);
    expect(after(calls('cart', 'stock', { environment: 'staging' })).same).toBe(true);
    expect(after(calls('front', 'cart')).same).toBe(true);
  });

  it('not for what was changed after its alerts began, unless one began after that or others tell of it late', () => {
    expect(after(change('c', 'cart', at('10:05'))).same).toBe(true);
    expect(after(change('c', 'cart', at('10:05'), { kind: 'third-party' }))).toMatchObject({ same: false, suspects: ['cart', 'front'] });
    expect(after(change('c', 'cart', at('10:05')), firing('b', 'f3', 'cart', at('10:08')))).toMatchObject({ same: false, suspects: ['cart', 'front'] });
  });

  it('for what ended one of its alerts, if that is told later, and not for what came after', () => {
    const fold = createFold(testRules);
    for (const event of [change('c', 'front', at('09:58')), firing('a', 'f1', 'front', at('10:00')), resolved('r', 'f1', at('10:10'))]) fold.add(event);
    const asked = () => fold.incidents('production')[0];
    const first = asked();
    fold.add(change('later', 'front', at('10:11')));
    expect(asked()).toBe(first);
    fold.add(change('mends', 'front', at('10:08')));
    expect(asked()).not.toBe(first);
  });

  it('not for a call that was not there yet when it opened', () => {
    expect(after(calls('cart', 'stock', { validFrom: at('10:01') })).same).toBe(true);
    expect(after(calls('cart', 'stock', { validFrom: at('09:59') })).same).toBe(false);
  });

  it('for its other alerts, when it rests no more', () => {
    const fold = createFold(testRules);
    for (const event of [calls('front', 'cart'), firing('a', 'f1', 'front', at('10:00'))]) fold.add(event);
    const [first] = fold.incidents('production');
    fold.add(firing('b', 'f2', 'cart', at('10:01')));
    expect(fold.incidents('production', () => true)).toEqual([first]);
    expect(fold.waiting('production')).toEqual([first?.body.id]);
    expect(fold.holder('production', incidentId('b'))).toBe(first?.body.id);
    expect(fold.incidents('production')[0]?.body.alertCount).toBe(2);
    expect(fold.waiting('production')).toEqual([]);
  });

  it('for a change that has come to be of what it leads to', () => {
    const fold = createFold(testRules);
    for (const event of [calls('front', 'cart'), firing('a', 'f1', 'front', at('10:00')), change('c', 'bank', at('09:58'))]) fold.add(event);
    for (const later of [change('d', 'bank', at('09:59')), change('e', 'bank', at('09:59:30'))]) {
      fold.incidents('production');
      fold.add(later);
    }
    expect(fold.incidents('production')[0]?.body.suspects).toEqual([]);
    fold.add(change('c', 'cart', at('09:58'), { updatedAt: at('10:01') }));
    expect(fold.incidents('production')[0]?.body.suspects[0]?.changeIds).toEqual(['c']);
  });
});
