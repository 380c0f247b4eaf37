import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { address, maybe, some, table, words, yes } from './loose.js';
import { plain } from './plain.js';

it('what is missing, empty or of another type is as if it had not been sent', () => {
  expect([' a ', 7, 12n ** 20n, '', ' ', null, undefined, {}, []].map((value) => words().parse(value))).toEqual(['a', '7', String(12n ** 20n), ...Array<undefined>(6).fill(undefined)]);
  expect(words(5).parse('1234567')).toBe('1234…');
  expect(['https://a/b', 'javascript:alert(1)', 'a', null, 3].map((value) => address.parse(value))).toEqual(['https://a/b', ...Array<undefined>(4).fill(undefined)]);
  expect([true, false, 'true', null].map((value) => yes.parse(value))).toEqual([true, false, false, false]);
  expect([[1, 'a', 2, 3], null, 'x'].map((value) => some(z.number(), 3).parse(value))).toEqual([[1, 2], [], []]);
  expect([{ a: 1 }, { a: 'x' }, null].map((value) => maybe(z.object({ a: z.number() })).parse(value))).toEqual([{ a: 1 }, undefined, undefined]);
  expect([{ a: 'x', b: 1, c: true, d: null, e: {} }, null, []].map((value) => table(10).parse(value))).toEqual([{ a: 'x', b: '1', c: 'true' }, {}, {}]);
});

it('a value is plain JSON, however large or deep', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`) as unknown;
  expect(plain({ a: [1, 10n ** 20n, Infinity, undefined, null, 'x'.repeat(2000)] })).toEqual({ a: [1, '100000000000000000000', 'Infinity', null, null, `${'x'.repeat(999)}…`] });
  expect(JSON.stringify(plain(deep))).toBe('{"a":{"a":{"a":{"a":{"a":{"a":"…"}}}}}}');
  expect((plain(Array.from({ length: 9000 }, (_, i) => i)) as number[]).length).toBe(50);
});
