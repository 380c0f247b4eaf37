import { describe, expect, it } from '@jest/globals';
import { threadsFor, threadsWorth } from './replay-threads.js';

const MB = 2 ** 20;
const GB = 2 ** 30;

describe('a file is replayed in', () => {
  it('as many threads as there are cores, four at most, where it is large and there is memory for each', () => {
    expect(threadsWorth(100 * MB, false, 2, 16 * GB)).toBe(2);
    expect(threadsWorth(100 * MB, false, 64, 16 * GB)).toBe(4);
    expect(threadsWorth(1 * GB, false, 4, 32 * GB)).toBe(2);
    expect(threadsWorth(1 * GB, false, 4, 8 * GB)).toBe(1);
  });

  it('one where it is small, also unpacked, or cannot be read twice', async () => {
    expect(threadsWorth(31 * MB, false, 4, 16 * GB)).toBe(1);
    expect(threadsWorth(3 * MB, true, 4, 16 * GB)).toBe(1);
    expect(threadsWorth(4 * MB, true, 4, 16 * GB)).toBe(4);
    expect(await threadsFor('-')).toBe(1);
    expect(await threadsFor('/nowhere/events.jsonl')).toBe(1);
  });
});
