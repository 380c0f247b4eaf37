import type { Logger } from '@culprit/ports';
import type { Step } from './fleet.js';

export interface Stopped {
  /** Steps that were still running when their time was over. */
  readonly hung: readonly string[];
  readonly failed: readonly string[];
}

/** What a step may still take once the time of all is over: the store at the end must be closed whatever hung before it. */
const LAST_CALL_MS = 2_000;

/** Runs the steps one after the other. A step that fails or hangs is told and left behind; the next ones still run. */
export const stopInOrder = async (steps: readonly Step[], limitMs: number, logger: Logger): Promise<Stopped> => {
  const end = performance.now() + limitMs;
  const hung: string[] = [];
  const failed: string[] = [];
  for (const step of steps) {
    try {
      if (await within(step.run(), Math.max(end - performance.now(), LAST_CALL_MS))) continue;
      hung.push(step.name);
      logger.error('the stop does not wait any longer for what hangs', { hangs: step.name, limitMs });
    } catch (error) {
      failed.push(step.name);
      logger.error('a part did not stop cleanly', { part: step.name, error });
    }
  }
  return { hung, failed };
};

const within = async (work: Promise<void>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
};
