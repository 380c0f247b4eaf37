import { describe, expect, it } from '@jest/globals';
import { whenQuiet } from './embedded.js';

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('what the engine holds', () => {
  it('is given back once nothing was asked for a while, each time, and never after the stop', async () => {
    let times = 0;
    const given = Promise.withResolvers<void>();
    const quiet = whenQuiet(async () => { times += 1; given.resolve(); }, 100);
    for (let i = 0; i < 10; i++) {
      quiet.asked();
      await after(10);
    }
    expect(times).toBe(0);
    await given.promise;
    expect(times).toBe(1);
    quiet.asked();
    await quiet.stop();
    quiet.asked();
    await after(150);
    expect(times).toBe(1);
  });
});
