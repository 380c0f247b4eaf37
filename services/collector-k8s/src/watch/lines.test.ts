import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pauseFor } from './backoff.js';
import { Lines } from './lines.js';

describe('lines', () => {
  it('come out whole however the stream is cut', () => {
    const text = fc.array(fc.string({ unit: 'binary' }).map((s) => s.replaceAll('\n', '')).filter((s) => s.trim() !== ''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { minLength: 1 }), (wanted, sizes) => {
        const bytes = Buffer.from(wanted.map((line) => `${line}\n`).join(''));
        const lines = new Lines();
        const got: string[] = [];
        for (let from = 0, n = 0; from < bytes.length; n++) {
          const size = 1 + (sizes[n % sizes.length] ?? 0);
          got.push(...lines.add(bytes.subarray(from, from + size)).map(String));
          from += size;
        }
        expect(got).toEqual(wanted.map((line) => Buffer.from(line).toString('utf8')));
        expect(lines.broken()).toBe(false);
      }),
    );
  });

  it('are broken when the stream ends within one, and refused when one does not end', () => {
    const lines = new Lines();
    expect(lines.add(Buffer.from('whole\nhalf')).map(String)).toEqual(['whole']);
    expect(lines.broken()).toBe(true);
    expect(() => lines.add(Buffer.alloc(17 * 1024 * 1024, 'x'))).toThrow('longer than 16 MiB');
  });
});

describe('the pause before the next try', () => {
  it('grows to its most, never under half, and heeds Retry-After', () => {
    const backoff = { minMs: 100, maxMs: 1000 };
    expect([1, 2, 3, 4, 5, 99].map((n) => pauseFor(backoff, n, () => 1))).toEqual([100, 200, 400, 800, 1000, 1000]);
    expect(pauseFor(backoff, 5, () => 0)).toBe(500);
    expect(pauseFor(backoff, 1, () => 0, 3000)).toBe(3000);
  });
});
