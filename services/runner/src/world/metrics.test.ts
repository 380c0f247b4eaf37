import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { openMetrics } from './metrics.js';

describe('the lag of the event loop', () => {
  it('is what a look came too late, not the time between two looks', async () => {
    const { registry } = openMetrics();
    let lag = Number.POSITIVE_INFINITY;
    // a machine that is busy looks late: one look of many that does not is enough
    for (let round = 0; round < 20 && !(lag < 0.25); round += 1) {
      await pause(1_700);
      lag = Number(/^nodejs_eventloop_lag_min_seconds (\S+)$/m.exec(await registry.metrics())?.[1]);
    }
    expect(lag).toBeLessThan(0.25);
  });
});
