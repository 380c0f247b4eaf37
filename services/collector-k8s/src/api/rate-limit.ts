import { setTimeout as sleep } from 'node:timers/promises';

export interface RateLimits {
  readonly perSecond: number;
  /** So many may come at once. */
  readonly burst: number;
}

/** What client-go allows itself, doubled: a list of every kind at start, and quiet after. */
export const usualLimits: RateLimits = { perSecond: 20, burst: 50 };

/** Resolves when the next request may be made; rejects when `signal` aborts first. */
export const rateLimit = ({ perSecond, burst }: RateLimits, now: () => number = () => performance.now()): ((signal: AbortSignal) => Promise<void>) => {
  let free = burst;
  let at = now();
  return async (signal) => {
    const time = now();
    free = Math.min(burst, free + ((time - at) / 1000) * perSecond) - 1;
    at = time;
    if (free < 0) await sleep((-free / perSecond) * 1000, undefined, { signal });
  };
};
