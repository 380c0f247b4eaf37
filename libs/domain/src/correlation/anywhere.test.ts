import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

const alert = firing('a', 'f', 'cart', at('10:00'));
const elsewhere = (many: number, clock = '09:59'): CulpritEvent[] => Array.from({ length: many }, (_, i) => change(`c${i}`, `mail-${i}`, at(clock)));
const ranked = (...events: CulpritEvent[]) => {
  const fold = createFold(testRules);
  for (const event of events) fold.add(event);
  return fold.incidents('production')[0]?.verdict.ranked ?? [];
};

describe('where no call is known at all', () => {
  it('what was changed lately may be the cause, if that is in several places and not in many', () => {
    expect([2, 3, 50, 51].map((many) => ranked(alert, ...elsewhere(many)).length)).toEqual([0, 3, 50, 0]);
    expect(ranked(alert, ...elsewhere(3, '07:00'))).toEqual([]);
    const hops = ranked(alert, ...elsewhere(3)).flatMap(({ reasons }) => reasons.filter(({ signal }) => signal === 'hops'));
    expect(hops.map(({ sentence }) => sentence)).toContain('no known call leads there: nobody knows who calls whom, and mail-1 was changed in the same environment (weak)');
    expect(hops[0]?.contribution).toBeCloseTo(testRules.score.anywhere - Math.log(3), 5);
  });

  it('is not so where any call is known, or the alerting service has peers', () => {
    expect(ranked(alert, calls('pay', 'ledger'), ...elsewhere(3))).toEqual([]);
    expect(ranked(alert, ...['cart', 'mail-0'].map((name) => said('service', { name, environment: 'production', system: 'shop' })), ...elsewhere(3)).map(({ candidate }) => candidate.service)).toEqual(['mail-0']);
    expect(ranked(alert, calls('pay', 'ledger', { environment: 'staging' }), ...elsewhere(3))).toHaveLength(3);
  });

  it('it is judged again once a call is known, and once something was changed in one more place', () => {
    const fold = createFold(testRules);
    const count = (): number | undefined => fold.incidents('production')[0]?.verdict.count;
    for (const event of [alert, ...elsewhere(2)]) fold.add(event);
    expect(count()).toBe(0);
    fold.incidents('production');
    fold.add(change('c2', 'mail-2', at('09:58')));
    expect(count()).toBe(3);
    fold.add(calls('pay', 'ledger'));
    expect(count()).toBe(0);
  });
});
