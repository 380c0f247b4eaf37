import { setTimeout as pause } from 'node:timers/promises';

/** Tries `attempt` until it resolves, and gives what it gave. Rejects with its last reason when `limitMs` is over. */
export const waitFor = async <T>(what: string, attempt: () => Promise<T> | T, limitMs: number, everyMs = 100): Promise<T> => {
  const end = performance.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (performance.now() > end) throw new Error(`waited ${limitMs / 1_000} s for ${what}, and still: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    await pause(everyMs);
  }
};
