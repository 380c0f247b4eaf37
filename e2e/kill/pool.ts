/** Runs at most `most` jobs at once, in order; gives a promise for each, at once. A job that fails holds nobody up. */
export const pool = <T>(most: number, jobs: readonly (() => Promise<T>)[]): Promise<T>[] => {
  const waiting: (() => void)[] = [];
  let running = 0;
  const free = (): void => {
    running -= 1;
    waiting.shift()?.();
  };
  return jobs.map(async (job) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await job();
    } finally {
      free();
    }
  });
};
