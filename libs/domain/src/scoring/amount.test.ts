import { describe, expect, it } from '@jest/globals';
import { amounts } from './amount.js';

describe('two amounts', () => {
  it.each([
    [50, 5, [50, 5]], ['50', '5', [50, 5]], ['50', 5, [50, 5]], ['2Gi', '64Mi', [2 ** 31, 2 ** 26]], ['1', '500m', [1, 0.5]], ['30s', '3s', [30, 3]], ['512MB', '1GB', [512e6, 1e9]], ['80 %', '20 %', [80, 20]],
  ] as const)('%s and %s are compared', (a, b, both) => {
    expect(amounts(a, b)).toEqual(both);
  });

  it.each([['30s', '5m'], ['fast', 'slow'], ['', '5'], ['1.2.3', '1.2.2'], ['-5', '5'], ['10', 'hidden']])('%s and %s are not', (a, b) => {
    expect(amounts(a, b)).toBeUndefined();
  });
});
