import { describe, expect, it } from '@jest/globals';
import { at, change, firing, testRules } from '../testing.js';
import { createFold } from './fold.js';

describe('what an incident was weighed with', () => {
  it('stays what it was, whatever comes or goes after it was asked for', () => {
    const fold = createFold(testRules);
    const events = [firing('a', 'f', 'cart', at('10:00')), ...['09:10', '09:30', '09:50'].map((time) => change(`c${time}`, 'cart', at(time)))];
    for (const event of events) fold.add(event);
    const [judged] = fold.incidents('production');
    const [verdict, again] = [judged?.verdict, judged?.weighAgain?.()];
    for (const [id, time] of [['d', '09:05'], ['e', '09:40']] as const) fold.add(change(id, 'cart', at(time)));
    fold.forget(at('09:20'));
    const ids = ['c09:50', 'c09:30', 'c09:10'];
    expect(verdict?.ranked.map(({ candidate }) => candidate.changes[0].id)).toEqual(ids);
    expect(again?.(testRules.score).ranked.map(({ candidate }) => candidate.changes[0].id)).toEqual(ids);
    expect(fold.incidents('production')[0]?.verdict.ranked.map(({ candidate }) => candidate.changes[0].id)).toEqual(['c09:50', 'e', 'c09:30']);
  });
});
