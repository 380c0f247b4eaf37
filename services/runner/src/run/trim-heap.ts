import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back what loading, compiling and work have left behind: some 100 MB that V8, which collects when it needs room, would keep for
 * as long as nothing happens. `last-resort`: the room for new objects too, which otherwise only grows.
 */
export const trimHeap = (): void => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
};

const EVERY_MS = 15_000;
/** Share of a core below which nothing is going on that a pause of a tenth of a second could hold up. */
const IDLE = 0.05;
/** Less than this is not worth a collection. */
const SLACK_BYTES = 24 * 1024 * 1024;

/** What is looked at of a process. */
export type Used = Pick<NodeJS.Process, 'cpuUsage' | 'memoryUsage'>;

/** Trims the heap when the process has had nothing to do for a while and holds much more than it uses. Gives what ends it. */
export const trimWhenIdle = (trim: () => void = trimHeap, everyMs = EVERY_MS, process: Used = globalThis.process): (() => void) => {
  let before = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    const { heapTotal, heapUsed } = process.memoryUsage();
    if ((user + system) / 1000 / everyMs < IDLE && heapTotal - heapUsed > SLACK_BYTES) trim();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
