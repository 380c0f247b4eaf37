import { describe, expect, it } from '@jest/globals';
import { Sight } from './sight.js';

describe('what a collector can see', () => {
  it('has an open gap while blind and a closed one after', () => {
    const sight = new Sight(0);
    expect(sight.lost('a', 1000, 'cut')).toBe(true);
    expect(sight.lost('a', 2000, 'cut')).toBe(false);
    expect(sight.reason(2)).toBe('cut');
    expect(sight.coverage('c', 'production', 3000).gaps).toEqual([{ from: '1970-01-01T00:00:01.000Z', reason: 'cut' }]);
    expect(sight.found('a', 4000)).toBe(true);
    expect(sight.found('a', 5000)).toBe(false);
    expect(sight.gaps(6000)).toEqual([{ from: '1970-01-01T00:00:01.000Z', to: '1970-01-01T00:00:04.000Z', reason: 'cut' }]);
  });

  it('counts waiting for the first sight as no gap, unless something is wrong', () => {
    const sight = new Sight(0);
    sight.awaiting('a', 1000, 'not yet');
    expect([sight.reason(2), sight.gaps(2000)]).toEqual(['not yet', []]);
    sight.lost('a', 3000, 'refused');
    expect(sight.gaps(4000)).toEqual([{ from: '1970-01-01T00:00:01.000Z', reason: 'refused' }]);
  });

  it('says since when it looks until it has seen anything, now or in an earlier run', () => {
    const sight = new Sight(1000);
    expect(sight.coverage('c', 'production', 2000)).toMatchObject({ since: '1970-01-01T00:00:01.000Z' });
    sight.reconciled(3000);
    sight.reconciled(2000);
    expect(sight.coverage('c', 'production', 4000)).toEqual({ source: 'kubernetes', instance: 'c', environment: 'production', lastReconciledAt: '1970-01-01T00:00:03.000Z', gaps: [], observedAt: '1970-01-01T00:00:04.000Z' });
  });

  it('keeps the gaps of an earlier run for a week', () => {
    const gap = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:01:00.000Z', reason: 'cut' };
    const sight = new Sight(0, [gap]);
    expect(sight.gaps(Date.parse('2026-01-07T00:00:00Z'))).toEqual([gap]);
    expect(sight.gaps(Date.parse('2026-01-09T00:00:00Z'))).toEqual([]);
  });
});
