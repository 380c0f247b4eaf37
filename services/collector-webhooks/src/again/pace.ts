import type { Clock } from '@culprit/ports';

/** Waits so that no more than `perSecond` pass. */
export interface Pace {
  passed(count: number): Promise<void>;
}

export const paceOf = (perSecond: number, clock: Clock, wait: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms))): Pace => {
  const began = clock.now();
  let all = 0;
  return {
    passed: async (count) => {
      all += count;
      const ahead = (all / perSecond) * 1000 - (clock.now() - began);
      if (ahead > 0) await wait(ahead);
    },
  };
};
