import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { millis, timeOf } from './time.js';

describe('milliseconds of an instant', () => {
  it('are what the engine reads, of every instant that can be written', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) }), (at) => expect(millis(timeOf(at))).toBe(at)), { numRuns: 1000 });
  });
});
