import type { BatchHandler, LogRecord } from '@culprit/ports';
import { pause } from '../pause.js';

/** The first pause after a throw, ms; it doubles up to `retryMs`. */
const FIRST_PAUSE_MS = 50;

export interface LaneOptions {
  readonly onBatch: BatchHandler;
  readonly maxBatch: number;
  readonly retryMs: number;
  /** Everything before `next` is done. */
  readonly done: (lane: Lane, next: number) => void;
  readonly failed: (lane: Lane, error: unknown, pauseMs: number) => void;
  /** Something was finished: there may be room to fetch more. */
  readonly finished: (lane: Lane) => void;
}

/** One assigned partition: what was fetched of it and waits, and the one handler that runs on it. */
export class Lane {
  /** The offset behind the last record fetched; null before the first. */
  fetched: number | null = null;
  /** About how much waits. */
  bytes = 0;
  paused = false;
  stale = false;
  private waiting: LogRecord[] = [];
  private end = 0;
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  /** `after`: a handler of this partition that still runs from an earlier time. */
  constructor(readonly topic: string, readonly partition: number, private readonly options: LaneOptions, private readonly after?: Promise<void>) {}

  /** Resolves when no handler runs. */
  get idle(): Promise<void> {
    return this.running ?? this.after ?? Promise.resolve();
  }

  push(records: readonly LogRecord[], end: number): void {
    if (this.stopping.signal.aborted) return;
    for (const record of records) {
      this.waiting.push(record);
      this.bytes += size(record);
    }
    this.fetched = (records.at(-1)?.offset ?? -1) + 1;
    this.end = end;
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  /** Nothing further is delivered; what the running handler finishes still counts. */
  stop(): void {
    this.waiting = [];
    this.stopping.abort();
  }

  /** The partition is another's now. */
  lose(): void {
    this.stale = true;
    this.stop();
  }

  private async run(): Promise<void> {
    await this.after;
    let failures = 0;
    while (this.waiting.length > 0) {
      const failure = await this.deliver(this.waiting.splice(0, this.options.maxBatch));
      failures = failure === undefined ? 0 : failures + 1;
      if (failure === undefined) continue;
      const pauseMs = Math.min(this.options.retryMs, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20));
      this.options.failed(this, failure.error, pauseMs);
      await pause(pauseMs, this.stopping.signal);
    }
  }

  private async deliver(records: LogRecord[]): Promise<{ error: unknown } | undefined> {
    const behind = (records.at(-1)?.offset ?? -1) + 1;
    let next = records[0]?.offset ?? 0;
    const control = {
      resolve: (offset: number): void => void (next = Math.min(Math.max(next, offset + 1), behind)),
      stale: (): boolean => this.stale,
    };
    try {
      await this.options.onBatch({ topic: this.topic, partition: this.partition, records, end: Math.max(this.end, behind) }, control);
      this.finish(records, behind);
      return undefined;
    } catch (error) {
      const first = records.findIndex(({ offset }) => offset >= next);
      const left = first === -1 ? [] : records.slice(first);
      if (left.length < records.length) this.finish(records.slice(0, records.length - left.length), next);
      if (!this.stopping.signal.aborted) this.waiting.unshift(...left);
      return { error };
    }
  }

  private finish(records: readonly LogRecord[], next: number): void {
    for (const record of records) this.bytes -= size(record);
    this.options.done(this, next);
    this.options.finished(this);
  }
}

const size = ({ value, key }: LogRecord): number => (value?.byteLength ?? 0) + (key?.length ?? 0) + 64;
