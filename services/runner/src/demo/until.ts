import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is as wished. Gives the last answer when `limitMs` is over, with `met` false. */
export const until = async <T>(ask: () => Promise<T> | T, wished: (answer: T) => boolean, limitMs: number, everyMs = 50): Promise<{ answer: T; met: boolean }> => {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (wished(answer)) return { answer, met: true };
    if (performance.now() > end) return { answer, met: false };
    await pause(everyMs);
  }
};
