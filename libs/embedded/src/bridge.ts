import { Worker } from 'node:worker_threads';
import { LogUnavailable } from '@culprit/ports';
import type { Assignment, FromWorker, Operation, Operations, Request, WorkerOptions } from './protocol.js';

interface Waiting {
  readonly operation: Operation;
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

export interface Listeners {
  ends(ends: readonly (readonly [number, number])[]): void;
  assignment(assignment: Assignment): void;
  trouble(doing: string, reason: string): void;
  /** The worker is gone without having been closed. */
  died(reason: Error): void;
}

/** Tests run from src, where the worker is TypeScript that Node cannot resolve: they take the built one. */
const workerUrl = (): URL => new URL(import.meta.url.endsWith('.ts') ? '../dist/worker.js' : './worker.js', import.meta.url);

/** The main thread's end of the worker. */
export class Bridge {
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;
  private gone: Error | undefined;

  private constructor(private readonly worker: Worker, private readonly listeners: Listeners) {}

  static async open(options: WorkerOptions, listeners: Listeners): Promise<Bridge> {
    const worker = new Worker(workerUrl(), { workerData: options, name: 'culprit-log' });
    const bridge = new Bridge(worker, listeners);
    const ready = Promise.withResolvers<void>();
    worker.on('message', (message: FromWorker) => (message.kind === 'ready' ? ready.resolve() : bridge.hear(message)));
    worker.on('error', (cause: Error) => bridge.end(cause));
    worker.on('exit', () => {
      bridge.end(new Error('the worker of the log has ended'));
      ready.reject(bridge.gone);
    });
    await ready.promise.catch((cause: unknown) => {
      throw new LogUnavailable(`opening the log at ${options.path}: ${(cause as Error).message}`, { cause });
    });
    return bridge;
  }

  get dead(): boolean {
    return this.gone !== undefined;
  }

  call<O extends Operation>(operation: O, args: Parameters<Operations[O]>, moved: ArrayBuffer[] = []): Promise<ReturnType<Operations[O]>> {
    if (this.gone !== undefined) return Promise.reject(new LogUnavailable(`${operation}: the log is closed`, { cause: this.gone }));
    return new Promise((resolve, reject) => {
      const id = (this.next += 1);
      this.waiting.set(id, { operation, resolve: resolve as (value: unknown) => void, reject });
      this.worker.postMessage({ id, operation, args } satisfies Request, moved);
    });
  }

  /** Ends the worker in the middle of whatever it does, as a crash would. */
  async kill(): Promise<void> {
    await this.worker.terminate();
  }

  async close(): Promise<void> {
    if (this.gone !== undefined) return;
    const exited = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    const closed = this.call('close', []);
    this.gone = new Error('the log was closed');
    await Promise.race([closed, exited]);
    await exited;
    this.rejectWaiting(this.gone);
  }

  private hear(message: Exclude<FromWorker, { kind: 'ready' }>): void {
    if (message.kind === 'ends') return this.listeners.ends(message.ends);
    if (message.kind === 'assignment') return this.listeners.assignment(message.assignment);
    if (message.kind === 'trouble') return this.listeners.trouble(message.doing, message.reason);
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.kind === 'answer') return waiting?.resolve(message.value);
    const text = `${waiting?.operation}: ${message.reason}`;
    waiting?.reject(message.unavailable ? new LogUnavailable(text) : new Error(text));
  }

  private end(cause: Error): void {
    if (this.gone !== undefined) return;
    this.gone = cause;
    this.rejectWaiting(cause);
    this.listeners.died(cause);
  }

  private rejectWaiting(cause: Error): void {
    for (const { operation, reject } of this.waiting.values()) reject(new LogUnavailable(`${operation}: ${cause.message}`, { cause }));
    this.waiting.clear();
  }
}
