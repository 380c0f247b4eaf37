import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { openMetrics } from './metrics.js';

describe('the lag of the event loop', () => {
  it('is what a look came too late, not the time between two looks', async () => {
    const { registry } = openMetrics();
    await pause(1_700);
    const lag = /^nodejs_eventloop_lag_min_seconds (\S+)$/m.exec(await registry.metrics())?.[1];
    expect(Number(lag)).toBeLessThan(0.25);
  });
});
