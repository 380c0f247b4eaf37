import { describe, expect, it } from '@jest/globals';
import { type Example, fitted, lossOf } from './logit.js';
import { bestPull, heldOut } from './validate.js';

/** A small deterministic stream of numbers from 0 to 1. */
const numbers = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
};
const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());

/** Incidents in which a change is the cause with odds by `truth`; the old weights are 0. */
const drawn = (count: number, truth: readonly number[], seed = 7): Example[] => {
  const random = numbers(seed);
  return Array.from({ length: count }, () => {
    const alternatives = Array.from({ length: 6 }, () => ({ base: 0, slopes: truth.map((_, weight) => [weight, normal(random)] as const) }));
    const odds = alternatives.map(({ slopes }) => Math.exp(slopes.reduce((sum, [weight, x]) => sum + x * (truth[weight] ?? 0), 0)));
    let at = random() * odds.reduce((sum, o) => sum + o, 0);
    const chosen = odds.findIndex((o) => (at -= o) <= 0);
    return { alternatives, truth: [Math.max(0, chosen)], weight: 1 };
  });
};

describe('weights fitted to labels', () => {
  it('come near those by which the labels were drawn', () => {
    const moves = fitted(drawn(4000, [1.5, -1, 0]), 3, 1);
    for (const [i, wanted] of [1.5, -1, 0].entries()) expect(Math.abs((moves[i] ?? 9) - wanted)).toBeLessThan(0.12);
  });

  it('stay where they stand as far as the pull is strong or labels are few', () => {
    const far = (count: number, pull: number): number => Math.hypot(...fitted(drawn(count, [2, -2]), 2, pull));
    expect(far(100, 1e6)).toBeLessThan(0.001);
    expect(far(5, 3)).toBeLessThan(far(500, 3));
    expect(fitted([], 2, 1)).toEqual(new Float64Array(2));
  });

  it('stop where they are bounded, and the others are at an optimum then', () => {
    const examples = drawn(200, [1.5, -1, 0.5]);
    const bounds = { least: Float64Array.from([-1, -0.2, -9]), most: Float64Array.from([0.4, 9, 9]) };
    const cost = (moves: Float64Array): number => examples.reduce((sum, e) => sum + lossOf(e, moves), 0) + moves.reduce((sum, m) => sum + m * m, 0) / 2;
    const best = fitted(examples, 3, 1, undefined, bounds);
    expect([...best.slice(0, 2)]).toEqual([0.4, -0.2]);
    for (const by of [-0.01, 0.01]) expect(cost(best.map((m, j) => (j === 2 ? m + by : m)))).toBeGreaterThan(cost(best));
  });

  it('are at an optimum: no small move of any weight is better', () => {
    const examples = drawn(60, [1, -0.5, 0.5]);
    const cost = (moves: Float64Array): number => examples.reduce((sum, e) => sum + lossOf(e, moves), 0) + moves.reduce((sum, m) => sum + m * m, 0) / 2;
    const best = fitted(examples, 3, 1);
    for (let i = 0; i < 3; i++) for (const by of [-0.01, 0.01]) expect(cost(best.map((m, j) => (i === j ? m + by : m)))).toBeGreaterThan(cost(best));
  });

  it('know that several may be right, and that one is not', () => {
    const alternatives = [{ base: 0, slopes: [[0, 1]] as const }, { base: 0, slopes: [[1, 1]] as const }, { base: 0, slopes: [] }];
    const not = fitted([{ alternatives, truth: [1, 2], weight: 1 }], 2, 0.1);
    expect(not[0]).toBeLessThan(-0.5);
  });

  it('are pulled harder where labels say nothing', () => {
    const noise = drawn(120, [0, 0, 0, 0]);
    expect(bestPull(noise, 4)).toBeGreaterThan(bestPull(drawn(120, [2, -2, 2, -2]), 4));
  });

  it('are fitted without what they are tried on', () => {
    const examples = drawn(50, [1, 1]);
    const [before] = heldOut(examples, 2);
    const [first, ...rest] = examples;
    const after = heldOut([{ ...(first as Example), truth: [5] }, ...rest], 2);
    expect(after[0]).toEqual(before);
    expect(after[1]).not.toEqual(heldOut(examples, 2)[1]);
  });

  it('are pulled as the others want it, not as what they are tried on does', () => {
    const examples = drawn(60, [1, 1]);
    // every fifth is tried by the same moves
    const contrary = examples.map((example, i) => (i % 5 === 0 ? { ...example, truth: [example.truth[0] === 5 ? 0 : 5] } : example));
    expect(bestPull(contrary, 2)).not.toBe(bestPull(examples, 2));
    expect(heldOut(contrary, 2)[0]).toEqual(heldOut(examples, 2)[0]);
  });
});
