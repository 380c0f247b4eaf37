import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** How long to wait for it, ms; default 5,000. */
  readonly waitMs?: number;
  /** Between two tries, ms; default 2,000. */
  readonly againMs?: number;
  /** Told of the first try that failed. */
  readonly failed: (error: unknown) => void;
}

export interface Patiently {
  /** Resolves when the work is done, or goes on behind because it has been waited for long enough. */
  readonly waited: Promise<void>;
  stop(): void;
}

/** Tries work that a start would like to have done, and can do without, until it is done. */
export const patiently = (work: () => Promise<void>, { waitMs = 5_000, againMs = 2_000, failed }: Patience): Patiently => {
  const stop = new AbortController();
  const sleep = (ms: number): Promise<void> => pause(ms, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
  const trying = async (): Promise<void> => {
    for (let tries = 0; !stop.signal.aborted; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (tries === 0) failed(error);
      }
      await sleep(againMs);
    }
  };
  return { waited: Promise.race([trying(), sleep(waitMs)]), stop: () => stop.abort() };
};
