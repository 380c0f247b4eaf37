import { describe, expect, it } from '@jest/globals';
import { interval, paired } from './bootstrap.ts';
import { type Answer, type Outcome, accuracy, outcomes } from './measure.ts';
import type { Timeline } from './timeline.ts';

const timeline: Timeline = {
  name: 't', lines: [], serviceOf: new Map([['c1', 'cart'], ['c2', 'pay'], ['c3', 'mail']]),
  cases: [{ name: 'one', alertIds: [], causes: ['c1'] }, { name: 'none', alertIds: [], causes: [] }],
};
const answering = (ranked: string[][], more: Partial<Answer> = {}): Outcome[] => outcomes([timeline], () => ({ name }) => (name === 'one' ? { ranked, confidence: 1, ...more } : { ranked: [], confidence: 0 }));
const outcome = (of: Partial<Outcome>): Outcome => ({ name: 'x', caused: true, rank: 1, confidence: 0, probability: undefined, named: true, slices: {}, ...of });

describe('a hit', () => {
  it.each([
    ['holds the true change', [['c2'], ['c1']], 2],
    ['may hold a merge that names no service', [['merge', 'c1']], 1],
    ['holds nothing of another service', [['c1', 'c2'], ['c1']], 2],
    ['is none where the true change is missing', [['c2'], ['c3']], 0],
  ])('%s', (_, ranked, rank) => {
    expect(answering(ranked)[0]?.rank).toBe(rank);
  });
});

describe('figures', () => {
  it('count first, third and reciprocal ranks over what a change caused', () => {
    const { top1, top3, mrr } = accuracy([outcome({ rank: 1 }), outcome({ rank: 2 }), outcome({ rank: 4 }), outcome({ rank: 0 }), outcome({ caused: false, rank: 0 })]);
    expect([top1, top3, mrr]).toEqual([0.25, 0.5, (1 + 1 / 2 + 1 / 4) / 4]);
  });

  it('say how often "no suspect" is right and how often it is said where it should be', () => {
    const all = [outcome({ named: false }), outcome({ caused: false, named: false }), outcome({ caused: false, named: false }), outcome({ caused: false })];
    expect(accuracy(all).noSuspectPrecision).toBeCloseTo(2 / 3);
    expect(accuracy(all).noSuspectRecall).toBeCloseTo(2 / 3);
  });

  it('AUROC is the share of pairs in the right order, ties half', () => {
    const all = [outcome({ confidence: 0.9 }), outcome({ confidence: 0.4 }), outcome({ caused: false, confidence: 0.4 }), outcome({ caused: false, confidence: 0.1 })];
    expect(accuracy(all).auroc).toBe(3.5 / 4);
  });

  it('calibration error is how far what is said is from what is', () => {
    expect(accuracy([outcome({ probability: 0.85 }), outcome({ probability: 0.85, rank: 2 })]).ece).toBeCloseTo(0.35);
    expect(accuracy([outcome({ probability: 1 }), outcome({ probability: 0, rank: 2 })]).ece).toBe(0);
  });

  it('intervals hold the mean, are the same every time, and are nothing where two methods are equal', () => {
    const values = [1, 0, 1, 1, 0, 1, 0, 1];
    const [low, high] = interval(values);
    expect(low).toBeLessThan(0.625);
    expect(high).toBeGreaterThan(0.625);
    expect(interval(values)).toEqual([low, high]);
    const all = values.map((v, i) => outcome({ name: String(i), rank: v }));
    expect(paired(all, all)).toEqual([0, 0]);
  });
});
