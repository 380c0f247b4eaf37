import { describe, expect, it } from '@jest/globals';
import { patiently } from './patiently.js';

describe('work that a start can do without', () => {
  it('is waited for when it is quick, and told of when it fails at first', async () => {
    const failed: unknown[] = [];
    let tries = 0;
    const { waited } = patiently(async () => {
      if ((tries += 1) < 3) throw new Error(`no ${tries}`);
    }, { againMs: 1, failed: (error) => failed.push(error) });
    await waited;
    expect([tries, failed.map(String)]).toEqual([3, ['Error: no 1']]);
  });

  it('goes on behind when it takes long, until it is stopped', async () => {
    let tries = 0;
    const trying = patiently(async () => {
      tries += 1;
      throw new Error('never');
    }, { waitMs: 30, againMs: 1, failed: () => {} });
    await trying.waited;
    expect(tries).toBeGreaterThan(1);
    trying.stop();
    const then = tries;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(tries - then).toBeLessThanOrEqual(1);
  });
});
