import { setTimeout as sleep } from 'node:timers/promises';

/** Tries until it works. Rejects only when `signal` aborts. */
export const retried = async <T>(work: () => Promise<T>, everyMs: number, signal: AbortSignal, onFailure: (reason: string) => void): Promise<T> => {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error));
      await sleep(everyMs, undefined, { signal });
    }
  }
};
