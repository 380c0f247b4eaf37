import { describe, expect, it } from '@jest/globals';
import { amounts, shareMoved } from './amount.js';

describe('two amounts', () => {
  it.each([
    [50, 5, [50, 5]], ['50', '5', [50, 5]], ['50', 5, [50, 5]], ['2Gi', '64Mi', [2 ** 31, 2 ** 26]], ['1', '500m', [1, 0.5]], ['30s', '3s', [30, 3]], ['512MB', '1GB', [512e6, 1e9]], ['80 %', '20 %', [80, 20]], ['PT1M', 'PT30S', [60_000, 30_000]], ['PT1M', '30s', [60_000, 30_000]], ['30s', '500ms', [30_000, 500]], ['30s', '5m', [30_000, 300_000]], ['1m30s', '45s', [90_000, 45_000]], ['2 hours', '30 minutes', [7_200_000, 1_800_000]], ['5m', '1m', [5, 1]],
    ['2', '250m', [2, 0.25]], ['2g', '512m', [2 ** 31, 2 ** 29]], ['1.5Gi', '512Mi', [1.5 * 2 ** 30, 2 ** 29]], ['P1D', 'PT12H', [86_400_000, 43_200_000]],
  ] as const)('%s and %s are compared', (a, b, both) => {
    expect(amounts(a, b)).toEqual(both);
  });

  it.each([['30s', '5'], ['30 parsecs', '5s'], ['1d2x', '5s'], ['PT1M', '30'], ['P', 'PT'], ['fast', 'slow'], ['', '5'], ['1.2.3', '1.2.2'], ['-5', '5'], ['10', 'hidden']])('%s and %s are not', (a, b) => {
    expect(amounts(a, b)).toBeUndefined();
  });
});

describe('who is served something else', () => {
  it.each([
    ['5 %', '10 %', false, 0.05], [5, 10, true, 0.05], ['5', 10, true, 0.05], [0, 100, true, 1], [100, 0, true, 1], ['off', 'on', false, 1], ['off', { on: '20 %', off: '80 %' }, false, 0.2],
    [{ a: '50 %', b: '50 %' }, { a: '20 %', b: '50 %', c: '30 %' }, false, 0.3],
  ])('from %p to %p', (before, after, isPercent, share) => {
    expect(shareMoved(before, after, isPercent)).toBeCloseTo(share, 9);
  });

  it.each([[5, 10, false], [0, 150, true], ['5', '10', false], [null, { on: '5 %' }, false], ['off', { on: 'some' }, false], ['off', {}, false], [undefined, 'on', false]])('is not known from %p to %p', (before, after, isPercent) => {
    expect(shareMoved(before, after, isPercent)).toBeUndefined();
  });
});
