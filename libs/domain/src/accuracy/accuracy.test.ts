import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Feedback } from '../events/feedback.js';
import { at } from '../testing/say.js';
import { labelOf, saidOf, verdictOn } from './labels.js';
import { hitRates, rankOf, wilson } from './measure.js';

let count = 0;
const word = (verdict: Feedback['verdict'], changeId: string | undefined, clock: string): Feedback => ({ id: `f${count++}`, incidentId: 'i', ...(changeId === undefined ? {} : { changeId }), verdict, by: 'ada', at: at(clock) });

describe('what people say of an incident', () => {
  it('is the last word on each change, whatever the order in which it is read', () => {
    const words = [word('confirmed', 'a', '10:00'), word('dismissed', 'b', '10:01'), word('dismissed', 'a', '10:02'), word('confirmed', 'b', '10:03')];
    fc.assert(fc.property(fc.shuffledSubarray(words, { minLength: words.length }), (shuffled) => expect(saidOf(shuffled)).toEqual({ confirmed: ['b'], dismissed: ['a'], noChange: false })));
  });

  it('is that no change did it until one is confirmed again', () => {
    const words = [word('confirmed', 'a', '10:00'), word('dismissed', undefined, '10:01')];
    expect(saidOf(words)).toEqual({ confirmed: [], dismissed: [], noChange: true });
    expect(saidOf([...words, word('confirmed', 'c', '10:02')])).toEqual({ confirmed: ['c'], dismissed: [], noChange: false });
  });

  it('stands on a suspect that holds the change, and on every one where none did it', () => {
    expect(verdictOn(saidOf([word('confirmed', 'push', '10:00')]), ['deploy', 'push'])).toBe('confirmed');
    expect(verdictOn(saidOf([word('dismissed', undefined, '10:00')]), ['deploy'])).toBe('dismissed');
    expect(verdictOn(saidOf([word('dismissed', 'other', '10:00')]), ['deploy'])).toBeUndefined();
  });

  it('counts before what was undone, which never labels what was dismissed', () => {
    const nobody = saidOf([]);
    expect(labelOf(nobody, [])).toBeUndefined();
    expect(labelOf(nobody, ['a'])).toEqual({ changes: ['a'], dismissed: [], basis: 'weak' });
    expect(labelOf(saidOf([word('dismissed', 'a', '10:00')]), ['a'])).toBeUndefined();
    expect(labelOf(saidOf([word('confirmed', 'b', '10:00')]), ['a'])).toMatchObject({ changes: ['b'], basis: 'confirmed' });
    expect(labelOf(saidOf([word('dismissed', undefined, '10:00')]), ['a'])).toMatchObject({ changes: [], basis: 'confirmed' });
  });
});

describe('hit rates', () => {
  it('count ranks, with an interval as wide as the labels are few', () => {
    expect(hitRates([1, 1, 2, 0])).toMatchObject({ labels: 4, hitAt1: 0.5, hitAt3: 0.75, meanReciprocalRank: 0.625 });
    expect(hitRates([3, 4])).toMatchObject({ hitAt1: 0, hitAt3: 0.5 });
    expect(hitRates([])).toEqual({ labels: 0, hitAt1: 0, hitAt1Low: 0, hitAt1High: 1, hitAt3: 0, meanReciprocalRank: 0 });
    // Newcombe 1998: 81 of 263 is 0.2553 to 0.3662
    expect(wilson(81, 263).map((x) => x.toFixed(4))).toEqual(['0.2553', '0.3662']);
  });

  it('rank a suspect by any of its changes', () => {
    const label = { changes: ['push'], dismissed: [], basis: 'confirmed' } as const;
    expect(rankOf([{ changeIds: ['x'] }, { changeIds: ['deploy', 'push'] }], label)).toBe(2);
    expect(rankOf([{ changeIds: ['x'] }], label)).toBe(0);
  });
});
