import { describe, expect, it } from '@jest/globals';
import { testRules } from '../testing.js';
import { crowdOf } from './crowd.js';

const HOUR = 3_600_000;

/** Places with what they weigh, and how many hours ago each of their changes was. */
const odds = (places: readonly (readonly [place: number, ...ago: number[]])[], floor = 0.5, newest = 10): number => {
  const crowd = crowdOf({ ...testRules, candidates: { ...testRules.candidates, newest }, score: { ...testRules.score, crowd: { window: 2 * HOUR, floor } } });
  for (const [place, ...ago] of places) {
    crowd.at(place);
    for (const hours of ago) crowd.note(hours * HOUR);
  }
  return crowd.logOdds();
};

describe('what is changed near by', () => {
  it('is no evidence against the one change that is all of it, where its place says nothing', () => {
    expect(odds([[0, 0.1]])).toBe(0);
  });

  it('makes each change less of a surprise the more of them there are in the window', () => {
    expect(odds([[0, 0.1, 0.5, 1]])).toBeCloseTo(Math.log(2));
    expect(odds([[0, 0.1], [0, 0.5], [0, 1]])).toBeCloseTo(Math.log(2));
    expect(odds([[0, 0.1, 30, 40]])).toBe(0);
  });

  it('takes what any change would weigh for its place from what speaks for one', () => {
    // a place that weighs 3 speaks for its change by 3 where all others are elsewhere, by nothing where all are there
    expect(odds([[3, 0.1, 0.2, 0.3]], 0) - odds([[0, 0.1, 0.2, 0.3]], 0)).toBeCloseTo(3);
    expect(odds([[3, 0.1], ...Array.from({ length: 99 }, () => [-9, 0.1] as const)], 0)).toBeCloseTo(Math.log(Math.exp(3) / 100) + Math.log(50.5), 2);
  });

  it('lets places count for less the larger the floor is', () => {
    expect(odds([[3, 0.1]], 1e9)).toBeCloseTo(0, 3);
    expect(odds([[-9, 0.1]])).toBeCloseTo(Math.log(0.5 / 1.5), 3);
  });

  it('knows the rate of a service of which only the newest are known by how far they reach', () => {
    const [few, many] = [odds([[0, 0.1, 0.2, 0.3, 0.4]], 0.5, 5), odds([[0, 0.1, 0.2, 0.3, 0.4]], 0.5, 4)];
    expect(few).toBeCloseTo(Math.log(5 / 2));
    expect(many).toBeCloseTo(Math.log((1 + 4 * (2 / 0.4)) / 2));
  });

  it('is nothing where nothing is in reach', () => {
    expect(odds([], 0.5)).toBeCloseTo(Math.log((0.5 / 1.5) / 2));
  });
});
