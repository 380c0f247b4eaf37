import { setTimeout as pause } from 'node:timers/promises';

/** Asks until the answer is good or the time is over; gives the last answer. */
export const until = async <T>(ask: () => Promise<T>, good: (answer: T) => boolean, ms: number): Promise<T> => {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (good(answer) || Date.now() > end) return answer;
    await pause(50);
  }
};
