import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExact, stringifyExact } from './exact.js';

describe('JSON with all its digits', () => {
  it.each(['{"a":1502709956288000110}', '[-9007199254740993,9007199254740991]', '{"a":[{"b":12345678901234567890123}],"c":"1234567890123456"}', '1502709956288000110'])('%s comes out as it went in', (text) => {
    expect(stringifyExact(parseExact(text))).toBe(text);
  });

  it('only what a double cannot hold is a bigint', () => {
    expect(parseExact('[1, 9007199254740991, 9007199254740993, 1.5, 1e21, 12345678901234567.5, "9007199254740993"]')).toEqual([1, 9007199254740991, 9007199254740993n, 1.5, 1e21, Number('12345678901234567.5'), '9007199254740993']);
  });

  it('is JSON.parse for everything else, faults too', () => {
    // the arbitrary has whole numbers beyond 2^53 too
    const withoutLong = fc.json().filter((text) => !/(?<![\d.])\d{16,}(?![\d.e])/i.test(text));
    fc.assert(fc.property(withoutLong, (text) => expect(parseExact(text)).toEqual(JSON.parse(text))), { numRuns: 1000 });
    expect(() => parseExact('{"a":12345678901234567890')).toThrow(SyntaxError);
    expect(Object.hasOwn(parseExact('{"__proto__":12345678901234567890}') as object, '__proto__')).toBe(true);
  });
});
