import { describe, expect, it } from '@jest/globals';
import { trimHeap, trimWhenIdle } from './trim-heap.js';

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Makes objects that die at once, until V8 has taken much room for them. */
const litter = (): number => {
  let made = 0;
  let kept: object[] = [];
  while (process.memoryUsage().heapTotal - process.memoryUsage().heapUsed < 30 * 1024 * 1024 && made < 5_000_000) {
    for (let i = 0; i < 100_000; i++) kept.push({ made: made++ });
    if (kept.length > 400_000) kept = [];
  }
  return made;
};

describe('the heap', () => {
  it('is given back', () => {
    litter();
    const before = process.memoryUsage().heapTotal;
    trimHeap();
    expect(process.memoryUsage().heapTotal).toBeLessThan(before);
  });

  it('is trimmed when nothing happens, not while there is work, and not when there is nothing to give back', async () => {
    let times = 0;
    litter();
    const end = trimWhenIdle(() => { times += 1; trimHeap(); }, 400);
    const busyUntil = performance.now() + 900;
    while (performance.now() < busyUntil) {
      litter();
      await after(0);
    }
    expect(times).toBe(0);
    while (times === 0) await after(50);
    await after(1000);
    end();
    expect(times).toBeLessThanOrEqual(2);
  });
});
