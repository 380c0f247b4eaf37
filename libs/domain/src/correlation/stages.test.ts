import { expect, it } from '@jest/globals';
import { at, change, firing, testRules } from '../testing.js';
import { createFold } from './fold.js';

const secondsBefore = (...stages: string[]): string | undefined => {
  const fold = createFold(testRules);
  fold.add(change('canary', 'cart', at('08:00'), { phase: 'started', phases: stages.map((time) => ({ phase: 'started', at: time })) }));
  fold.add(firing('a', 'f', 'cart', at('10:00')));
  return fold.incidents('production')[0]?.body.suspects[0]?.reasons.find(({ signal }) => signal === 'time')?.sentence;
};

it('a canary took effect with the last stage before the alert', () => {
  const one = secondsBefore(at('08:00'), at('09:58'));
  expect(one).toMatch(/2 min|120 s/);
  // what was raised after the alert began did not cause it
  expect(secondsBefore(at('08:00'), at('09:58'), at('10:05'))).toBe(one);
  expect(secondsBefore(at('08:00'))).not.toBe(one);
});

it('a stage an hour or more after the one before is weighed by its own time, however long ago the change began; a sooner one goes with it', () => {
  const isWeighed = (began: string): boolean => {
    const fold = createFold(testRules);
    fold.add(change('canary', 'cart', at(began, '2026-01-12'), { phase: 'started', phases: [{ phase: 'started', at: at('10:15', '2026-01-12') }] }));
    fold.add(firing('a', 'f', 'cart', at('10:00')));
    return fold.incidents('production')[0]?.verdict.ranked.length === 1;
  };
  expect([isWeighed('09:15'), isWeighed('09:16')]).toEqual([true, false]);
});
