import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { joined, type PartAnswer, type PartRequest, type ReplayAnswer, replayPart } from '@culprit/correlator';
import type { Part } from '@culprit/domain';
import { linesOf } from '../cli/lines.js';

/** What a thread is asked. It has its answer as its only message. */
export interface Asked {
  readonly file: string;
  readonly request: PartRequest;
  readonly part: Part;
}

/** More of them wait for memory. */
const MOST = 4;
/** Below this a thread is not worth its start. */
const LARGE = 32 * 2 ** 20;
/** What a byte of events comes to in memory, in each thread, at most: gzipped ones are ten. */
const GROWS = 8;
const PACKED = 10;
const MB = 2 ** 20;

/** How many threads a file is worth: each reads all of it, so that it takes its memory as many times. */
export const threadsWorth = (bytes: number, isPacked: boolean, cores: number, memory: number): number => {
  const text = isPacked ? bytes * PACKED : bytes;
  return text < LARGE ? 1 : Math.max(1, Math.min(cores, MOST, Math.floor(memory / 2 / (text * GROWS))));
};

/** The same of a file here and now; 1 for standard input, which cannot be read twice, and for what only the reader will find missing. */
export const threadsFor = async (file: string): Promise<number> => {
  const size = file === '-' ? 0 : await stat(file).then((found) => (found.isFile() ? found.size : 0), () => 0);
  return threadsWorth(size, file.endsWith('.gz'), availableParallelism(), process.availableMemory());
};

/** Tests run from src, where the thread is TypeScript that Node cannot resolve: they take the built one. */
const threadUrl = (): URL => new URL(import.meta.url.endsWith('.ts') ? '../../dist/run/replay-thread.js' : './replay-thread.js', import.meta.url);

const answerOf = (thread: Worker): Promise<PartAnswer> =>
  new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', (cause) => reject(new Error(`a thread of the replay ended: ${cause.message}; --threads 1 does without`, { cause })));
    thread.once('exit', (code) => reject(new Error(`a thread of the replay ended with ${code} before it answered`)));
  });

/** Replays a file in so many threads, of which this is one: the same bytes as in one. */
export const replayInThreads = async (file: string, request: PartRequest, threads: number): Promise<ReplayAnswer> => {
  const limits = { maxOldGenerationSizeMb: Math.floor(getHeapStatistics().heap_size_limit / MB) };
  const others = Array.from({ length: threads - 1 }, (_, i) => {
    const asked: Asked = { file, request, part: { nth: i + 1, of: threads } };
    return new Worker(threadUrl(), { name: `culprit-replay-${i + 1}`, workerData: asked, resourceLimits: limits });
  });
  try {
    const answers = Promise.all(others.map(answerOf));
    // what is wrong with the input is said by this thread, which finds it as well
    answers.catch(() => undefined);
    const own = await replayPart(linesOf(file), request, { nth: 0, of: threads });
    return { ...joined([own, ...(await answers)]), differences: [] };
  } finally {
    await Promise.all(others.map((thread) => thread.terminate()));
  }
};
