import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { trimHeap, trimWhenIdle, type Used } from './trim-heap.js';

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

  describe('of a process that is looked at every 15 seconds', () => {
    const MB = 1024 * 1024;
    const used = { cpuMs: 0, total: 100 * MB, times: 0 };
    const process = { cpuUsage: (since?: NodeJS.CpuUsage) => ({ user: used.cpuMs * 1000 - (since?.user ?? 0), system: 0 }), memoryUsage: () => ({ heapTotal: used.total, heapUsed: 50 * MB }) } as Used;
    let end: () => void;
    /** What it does until it is looked at next. */
    const works = (cpuMs: number): number => {
      used.cpuMs += cpuMs;
      jest.advanceTimersByTime(15_000);
      return used.times;
    };
    beforeEach(() => {
      jest.useFakeTimers();
      Object.assign(used, { cpuMs: 5_000, total: 100 * MB, times: 0 });
      end = trimWhenIdle(() => { used.times += 1; used.total = 55 * MB; }, undefined, process);
    });
    afterEach(() => {
      end();
      jest.useRealTimers();
    });

    it('is trimmed when nothing happens, not while there is work', () => {
      expect([works(15_000), works(800), works(700)]).toEqual([0, 0, 1]);
    });

    it('is not trimmed when there is nothing to give back, and again when there is', () => {
      expect([works(0), works(0)]).toEqual([1, 1]);
      used.total = 73 * MB;
      expect(works(0)).toBe(1);
      used.total = 75 * MB;
      expect(works(0)).toBe(2);
    });

    it('is left alone once that has ended', () => {
      end();
      expect(works(0)).toBe(0);
    });
  });
});
