import { describe, expect, it } from '@jest/globals';
import { instant } from './instant.js';

const noon = '2026-01-15T12:00:00.000Z';

describe('a time of a sender', () => {
  it.each([
    ['2026-01-15T12:00:00Z'], ['2026-01-15T13:00:00+01:00'], ['2026-01-15T13:00:00.000+0100'], ['2026-01-15 12:00:00 UTC'], ['2026-01-15T12:00:00.000000000Z'], ['2026-01-15 04:00:00 -0800'],
    [1_768_478_400], ['1768478400'], [1_768_478_400_000], ['1768478400000'], ['1768478400000000'], ['1768478400000000110'],
  ])('%s is noon', (text) => expect(instant(text)).toBe(noon));

  it.each([[''], ['yesterday'], ['2026-01-15 12:00:00'], ['2026-13-45T12:00:00Z'], ['0001-01-01T00:00:00Z'], ['1970-01-01T00:00:00Z'], [0], ['0'], [null], [undefined], [Number.NaN], [-5], ['9'.repeat(40)]])(
    '%s is none', (text) => expect(instant(text)).toBeUndefined());
});
