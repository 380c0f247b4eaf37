import { describe, expect, it } from '@jest/globals';
import { Trust } from './trust.js';

describe('trust in a log that was away', () => {
  it('is there at once the first time', () => {
    const trust = new Trust(500);
    trust.lost(1_000);
    expect(trust.good(1_001)).toBe(true);
  });

  it('takes longer with each relapse, and starts anew when the log has failed', () => {
    const trust = new Trust(500);
    trust.lost(0);
    trust.good(0);
    trust.lost(400);
    expect([trust.good(500), trust.good(999), trust.good(1_000)]).toEqual([false, false, true]);
    trust.lost(1_400);
    expect([trust.good(1_500), trust.good(2_400)]).toEqual([false, false]);
    trust.bad();
    expect([trust.good(2_500), trust.good(3_499), trust.good(3_500)]).toEqual([false, false, true]);
  });

  it('is never asked for longer than 40 budgets, and is whole again after 75', () => {
    const trust = new Trust(500);
    let now = 0;
    for (let relapse = 0; relapse < 20; relapse += 1) {
      trust.lost(now);
      trust.good(now);
      expect(trust.good((now += 20_000))).toBe(true);
    }
    trust.lost(now + 37_500);
    expect(trust.good(now + 37_500)).toBe(true);
  });
});
