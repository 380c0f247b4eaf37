import { Worker } from 'node:worker_threads';
import { examine, type Examine, type Examined } from '../delivery/examine.js';
import type { Answer, Question } from './protocol.js';

/** From here on a body is examined beside the event loop: 64 KiB of the worst that can be signed take it some 20 ms. */
export const BIG = 64 * 1024;
/** What the worker may take: the largest body that is nothing but brackets. */
const HEAP_MB = 1024;

/** A large body has its memory to itself and goes without a copy; this side does not look at it again. */
const movable = ({ buffer, byteLength }: Buffer): ArrayBuffer[] => (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []);

interface Waiting {
  resolve(examined: Examined): void;
  reject(reason: Error): void;
}

export interface Examiner {
  readonly examine: Examine;
  stop(): Promise<void>;
}

/** Tests run from src, where the worker is TypeScript that Node cannot resolve: they take the built one. */
const workerUrl = (): URL => new URL(import.meta.url.endsWith('.ts') ? '../../dist/big/worker.js' : './worker.js', import.meta.url);

/**
 * Examines small bodies where it is asked and large ones in a thread of their own, which is started by the first of them. A body that breaks the thread
 * (too much for its memory) is a rejection that names it; the next one gets a new thread.
 */
export const openExaminer = (): Examiner => {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let worker: Worker | undefined;

  const ended = (thread: Worker, reason: Error): void => {
    if (worker !== thread) return;
    worker = undefined;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  const started = (): Worker => {
    if (worker !== undefined) return worker;
    const thread = new Worker(workerUrl(), { name: 'culprit-large-bodies', resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    thread.on('message', (answer: Answer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('examined' in answer) asked?.resolve(answer.examined);
      else asked?.reject(new Error(answer.failed));
    });
    thread.on('error', (error: Error) => ended(thread, error));
    thread.on('exit', () => ended(thread, new Error('the thread of large bodies ended')));
    thread.unref();
    worker = thread;
    return thread;
  };

  const beside: Examine = (endpoint, { headers, body, token, now }, door, receivedAt) => new Promise((resolve, reject) => {
    const id = ++next;
    const { environments, endpoint: name, environment } = door;
    const { provider, secrets, settings, services, keeps } = endpoint;
    const question: Question = { id, provider: provider.name, secrets, settings, headers, body, token, now, endpoint: name, environments, environment, services, receivedAt, keeps };
    const back = ({ is, ...rest }: Examined): Examined => (is === 'read' && 'body' in rest && rest.body !== undefined ? { is, ...rest, body: { ...rest.body, value: Buffer.from(rest.body.value) } } : { is, ...rest } as Examined);
    waiting.set(id, { resolve: (examined) => resolve(back(examined)), reject });
    try {
      started().postMessage(question, movable(body));
    } catch {
      // Settings that hold more than data cannot go there.
      waiting.delete(id);
      resolve(examine(endpoint, { headers, body, token, now }, door, receivedAt));
    }
  });

  return {
    examine: (endpoint, request, door, receivedAt) => (request.body.length < BIG ? examine : beside)(endpoint, request, door, receivedAt),
    stop: async () => {
      const thread = worker;
      worker = undefined;
      await thread?.terminate();
    },
  };
};
