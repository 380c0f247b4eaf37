import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { millis, timeOf } from './time.js';

describe('milliseconds of an instant', () => {
  it('are what the engine reads, of every instant that can be written', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) }), (at) => expect(millis(timeOf(at))).toBe(at)), { numRuns: 1000 });
  });
});

describe('an instant as text', () => {
  it('is what the engine writes, before 1970, after 9999 and between milliseconds too', () => {
    const instant = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.integer({ min: -1e10, max: 4e12 }), fc.double({ min: -1e13, max: 1e13, noNaN: true }));
    fc.assert(fc.property(instant, (at) => expect(timeOf(at)).toBe(new Date(at).toISOString())), { numRuns: 2000, examples: [[0], [-0], [-1], [-0.5], [8.64e15], [-8.64e15]] });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1])('of %d is none', (at) => {
    expect(() => timeOf(at)).toThrow(RangeError);
  });
});
