import { describe, expect, it } from '@jest/globals';
import { address, duration, instant, oneOf, wholeNumber } from './options.js';

describe('options', () => {
  it('take spans as people write them, as ISO 8601', () => {
    expect(['90s', '15m', '15min', '1h', '2d', '1w', 'PT1H30M'].map(duration)).toEqual(['PT90S', 'PT15M', 'PT15M', 'PT1H', 'P2D', 'P1W', 'PT1H30M']);
    for (const bad of ['', '1', 'h', '1 h', '-1h', '1y', 'PT']) expect(() => duration(bad)).toThrow('looks like 90s');
  });

  it('take numbers within their bounds', () => {
    expect(wholeNumber(0, 10)('4')).toBe(4);
    for (const bad of ['11', '-1', '1.5', 'x', '']) expect(() => wholeNumber(0, 10)(bad)).toThrow('from 0 to 10');
  });

  it('take addresses and instants', () => {
    expect(address('http://h:1')).toBe('http://h:1');
    for (const bad of ['h:1', 'ftp://h', '']) expect(() => address(bad)).toThrow('looks like http://');
    expect(instant('2026-01-15T12:00:00+02:00')).toBe('2026-01-15T10:00:00.000Z');
    for (const bad of ['yesterday', '2026-13-01', '5']) expect(() => instant(bad)).toThrow('looks like 2026');
    expect(oneOf('open')('Open')).toBe('OPEN');
    expect(() => oneOf('open')('shut')).toThrow('There are: open.');
  });
});
