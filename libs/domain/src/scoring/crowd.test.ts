import { describe, expect, it } from '@jest/globals';
import { testRules } from '../testing.js';
import { crowdOf } from './crowd.js';

const HOUR = 3_600_000;

interface Place { readonly weighs: number; readonly expected?: number; readonly ago: readonly number[]; readonly sort?: number }

/** Places, and how many hours ago each of their changes was. */
const odds = (places: readonly Place[], floor = 1, newest = 10): number => {
  const crowd = crowdOf({ ...testRules, candidates: { ...testRules.candidates, newest }, score: { ...testRules.score, crowd: { window: 2 * HOUR, floor } } });
  for (const { weighs, expected = 0, ago, sort = 0 } of places) {
    crowd.at(weighs, expected);
    for (const hours of ago) crowd.note(hours * HOUR, sort);
  }
  return crowd.logOdds();
};
const there = (...ago: number[]): Place => ({ weighs: 0, ago });

describe('what is changed near by', () => {
  it('is no evidence against the one change that is all of it, where its place says nothing', () => {
    expect(odds([there(0.1)])).toBe(0);
  });

  it('makes each change less of a surprise the more of them there are in the window, wherever', () => {
    expect(odds([there(0.1, 0.5, 1)])).toBeCloseTo(Math.log(4 / 2));
    expect(odds([there(0.1), there(0.5), there(1)])).toBeCloseTo(Math.log(4 / 2));
  });

  it('counts nothing that is older', () => {
    expect(odds([there(0.1, 30, 40), there(2.1), { weighs: 5, ago: [2.1] }])).toBe(0);
  });

  it('counts each by what it weighs for its place, and one that is unlikely there lowers nothing', () => {
    expect(odds([{ weighs: 3, ago: [0.1] }])).toBeCloseTo(Math.log((1 + Math.exp(3)) / 2));
    const alone = odds([there(0.1)]);
    expect(odds([there(0.1), { weighs: -9, ago: [0.1, 0.2] }])).toBeGreaterThan(alone);
    expect(odds([there(0.1), ...Array.from({ length: 40 }, () => ({ weighs: -9, ago: [48] }))])).toBe(alone);
  });

  it('lets a change of an unlikely place gain no more than the floor allows, though it be the only one', () => {
    // what its place costs is not given back
    expect(odds([{ weighs: -4, ago: [0.1] }], 30)).toBeGreaterThan(Math.log(30 / 31));
    expect(odds([{ weighs: -4, ago: [0.1] }], 30)).toBeLessThan(0);
  });

  it('counts on changes of what alerts, also where none was seen, and on no more for those of long ago', () => {
    const quiet = odds([{ weighs: 2, expected: 1, ago: [] }]);
    expect(quiet).toBeCloseTo(Math.log((1 + Math.exp(2)) / 2));
    expect(odds([{ weighs: 2, expected: 1, ago: [50] }])).toBe(quiet);
    expect(odds([{ weighs: 2, expected: 1, ago: [1] }])).toBeCloseTo(Math.log((1 + 2 * Math.exp(2)) / 2));
  });

  it('knows the rate of a service of which only the newest are known by how far they reach', () => {
    const four = there(0.1, 0.2, 0.3, 0.4);
    expect(odds([four], 1, 5)).toBeCloseTo(Math.log((1 + 4) / 2));
    expect(odds([four], 1, 4)).toBeCloseTo(Math.log((1 + 4 * (2 / 0.4)) / 2));
  });

  it('measures no rate over less than a minute: what one rollout does at one instant is no flood', () => {
    expect(odds([there(0, 0, 0, 0)], 1, 4)).toBeCloseTo(Math.log((1 + 4 * 120) / 2));
  });

  it('takes only what is of one sort for all that are known of it', () => {
    const crowd = crowdOf({ ...testRules, candidates: { ...testRules.candidates, newest: 4 }, score: { ...testRules.score, crowd: { window: 2 * HOUR, floor: 1 } } });
    crowd.at(0, 0);
    for (const sort of [0, 0, 1, 1]) crowd.note(0.1 * HOUR, sort);
    expect(crowd.logOdds()).toBeCloseTo(Math.log((1 + 4) / 2));
  });

  it('is what the floor alone is where nothing is in reach', () => {
    expect(odds([])).toBeCloseTo(Math.log(1 / 2));
  });
});
