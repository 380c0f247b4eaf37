import { setTimeout as pause } from 'node:timers/promises';
import type { Part } from '../harness/part.js';

/** Beyond the session timeout of a Kafka consumer (10 s). */
export const PAUSE_MS = 14_000;

/** Each is killed and started again in turn. */
export const killEach = async (parts: readonly Part[], restMs: number): Promise<void> => {
  for (const part of parts) {
    await part.kill();
    await pause(restMs / 2);
    await part.restart();
    await pause(restMs / 2);
  }
};

/** Each set is paused beyond its session in turn. */
export const pauseEach = async (sets: readonly (readonly Part[])[], restMs: number): Promise<void> => {
  for (const set of sets) {
    for (const part of set) part.pause();
    await pause(PAUSE_MS);
    for (const part of set) part.resume();
    await pause(restMs);
  }
};
