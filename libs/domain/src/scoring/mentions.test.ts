import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyOf, mentionsOf, TELLING } from './mentions.js';

const names = fc.string({ minLength: TELLING, maxLength: 20, unit: 'binary' });

describe('what alerts mention', () => {
  it('may have every name that is in it', () => {
    fc.assert(fc.property(fc.array(fc.string(), { maxLength: 3 }), names, fc.string(), (others, name, around) => {
      expect(mentionsOf([...others, `${around}${name}${around}`, ...others]).mayHave(keyOf(name))).toBe(true);
    }));
  });

  it('has few others', () => {
    const mentions = mentionsOf(['error rate of checkout above 5 %', 'production', 'https://grafana.example/d/abc']);
    const others = Array.from({ length: 1000 }, (_, i) => `acme/payments:v${1000 + i}`);
    expect(others.filter((name) => mentions.mayHave(keyOf(name))).length).toBeLessThan(150);
    expect(mentionsOf([]).mayHave(keyOf('checkout'))).toBe(false);
  });
});
