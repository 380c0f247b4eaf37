import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, isSame } from './canonical.js';

const shuffled = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(shuffled);
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value).reverse()) copy[key] = shuffled(item);
  return copy;
};

describe('canonical JSON', () => {
  it('is JSON of the same value, and the same text whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('sorts keys as text, numbers too, and keeps what is called __proto__', () => {
    expect(canonicalJson({ b: { z: 1, a: undefined }, a: [undefined, 'é\u2028"'] })).toBe('{"a":[null,"é\u2028\\""],"b":{"z":1}}');
    expect(canonicalJson({ 9: 1, 10: 2, x: { y: 1, b: undefined, a: [undefined] } })).toBe('{"10":2,"9":1,"x":{"a":[null],"y":1}}');
    expect(canonicalJson(JSON.parse('{"__proto__":{"a":1},"A":2}'))).toBe('{"A":2,"__proto__":{"a":1}}');
  });
});

describe('two values are the same', () => {
  const small = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.constantFrom<unknown>(null, 1, 'a', true), fc.array(tie('value'), { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.oneof(tie('value'), fc.constant(undefined)), { maxKeys: 2, noNullPrototype: false })),
  })).value;

  it('when their canonical JSON is', () => {
    let equal = 0;
    fc.assert(
      fc.property(small, small, (a, b) => {
        const wanted = canonicalJson(a) === canonicalJson(b);
        if (wanted) equal += 1;
        expect(isSame(a, b)).toBe(wanted);
        expect(isSame(a, shuffled(a))).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(equal).toBeGreaterThan(20);
  });
});
