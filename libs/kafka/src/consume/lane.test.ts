import { describe, expect, it } from '@jest/globals';
import type { BatchHandler, LogRecord } from '@culprit/ports';
import { Lane } from './lane.js';

const records = (...offsets: number[]): LogRecord[] => offsets.map((offset) => ({ offset, timestamp: 0, key: null, value: Buffer.from('x'), headers: {} }));

const lane = (onBatch: BatchHandler, after?: Promise<void>) => {
  const [done, pauses]: [number[], number[]] = [[], []];
  const made = new Lane('t', 0, {
    onBatch, maxBatch: 3, retryMs: 120, done: (_, next) => void done.push(next), failed: (_, __, pauseMs) => void pauses.push(pauseMs), finished: () => {},
  }, after);
  return { made, done, pauses };
};

describe('a lane', () => {
  it('delivers again from the first unresolved record, after pauses that grow', async () => {
    const got: number[][] = [];
    const { made, done, pauses } = lane(async (batch, control) => {
      got.push(batch.records.map(({ offset }) => offset));
      if (got.length > 3) return;
      if (got.length === 1) control.resolve(5);
      throw new Error('no');
    });
    made.push(records(5, 7, 9, 10), 11);
    await made.idle;
    expect(got).toEqual([[5, 7, 9], [7, 9, 10], [7, 9, 10], [7, 9, 10]]);
    expect(done).toEqual([6, 11]);
    expect(pauses).toEqual([50, 100, 120]);
  });

  it('goes on at once when all was resolved before the throw', async () => {
    const got: number[] = [];
    const { made, done } = lane(async (batch, control) => {
      got.push(...batch.records.map(({ offset }) => offset));
      control.resolve(99);
      throw new Error('after all');
    });
    made.push(records(1, 2, 3), 4);
    await made.idle;
    expect([got, done]).toEqual([[1, 2, 3], [4]]);
  });

  it('tells its handler that the partition is lost, and delivers nothing more', async () => {
    const gate = Promise.withResolvers<void>();
    const stale: boolean[] = [];
    const { made } = lane(async (_, control) => {
      stale.push(control.stale());
      await gate.promise;
      stale.push(control.stale());
    });
    made.push(records(1, 2, 3, 4, 5), 6);
    await Promise.resolve();
    made.lose();
    made.push(records(6), 7);
    gate.resolve();
    await made.idle;
    expect(stale).toEqual([false, true]);
  });

  it('waits for a handler of its partition that still runs from an earlier time', async () => {
    const earlier = Promise.withResolvers<void>();
    const got: number[] = [];
    const { made } = lane(async (batch) => void got.push(batch.records.length), earlier.promise);
    made.push(records(1), 2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(got).toEqual([]);
    earlier.resolve();
    await made.idle;
    expect(got).toEqual([1]);
  });
});
