import { LogUnavailable, RecordTooLarge, recordBytes, type AppendOptions, type Clock, type NewRecord, type Position } from '@culprit/ports';
import type { Bridge } from './bridge.js';
import { packAppend, positionsOf } from './pack.js';

interface Call {
  readonly records: readonly NewRecord[];
  readonly bytes: number;
  readonly timer: NodeJS.Timeout;
  readonly signal: AbortSignal | undefined;
  resolve(positions: Position[]): void;
  reject(reason: unknown): void;
}

export interface AppenderOptions {
  readonly maxRecordBytes: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly wrote: (records: readonly NewRecord[]) => void;
}

/** Most bytes of calls that go into one transaction; a larger single call goes alone. */
const GROUP_BYTES = 8 * 1024 * 1024;

/** Group commit: one transaction is being written, and all calls that arrive meanwhile go together into the next one. */
export class Appender {
  private queue: Call[] = [];
  private writing: Promise<void> | undefined;

  constructor(private readonly bridge: Bridge, private readonly options: AppenderOptions) {}

  append(records: readonly NewRecord[], { signal }: AppendOptions = {}): Promise<Position[]> {
    const { maxRecordBytes, timeoutMs } = this.options;
    let bytes = 0;
    for (const record of records) {
      const size = recordBytes(record);
      if (size > maxRecordBytes) return Promise.reject(new RecordTooLarge(record.topic, size, maxRecordBytes));
      bytes += size;
    }
    if (records.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.queue = this.queue.filter((each) => each !== call);
        reject(new LogUnavailable(`appending ${records.length} records: not written within ${timeoutMs} ms`));
      }, timeoutMs);
      const call: Call = { records: [...records], bytes, timer, signal, resolve, reject };
      this.queue.push(call);
      this.writing ??= this.write();
    });
  }

  /** Resolves when nothing is queued or under way. */
  async flush(): Promise<void> {
    while (this.writing !== undefined) await this.writing;
  }

  private async write(): Promise<void> {
    // Calls of the same tick go into the first group too.
    await Promise.resolve();
    while (this.queue.length > 0) {
      const calls = this.takeGroup();
      if (calls.length > 0) await this.writeGroup(calls);
    }
    this.writing = undefined;
  }

  private takeGroup(): Call[] {
    this.queue = this.queue.filter((call) => {
      if (call.signal?.aborted !== true) return true;
      clearTimeout(call.timer);
      call.reject(new LogUnavailable(`appending ${call.records.length} records: withdrawn before it was on its way`));
      return false;
    });
    let bytes = 0;
    const end = this.queue.findIndex((call, i) => (bytes += call.bytes) > GROUP_BYTES && i > 0);
    return this.queue.splice(0, end < 0 ? this.queue.length : end);
  }

  private async writeGroup(calls: readonly Call[]): Promise<void> {
    try {
      const packed = packAppend(calls.map(({ records }) => records), this.options.clock.now());
      const results = await this.bridge.call('append', [packed], [packed.values.buffer as ArrayBuffer]);
      for (const [i, call] of calls.entries()) {
        const result = results[i];
        if (result === undefined || 'refused' in result) {
          call.reject(new Error(`appending ${call.records.length} records: ${result?.refused ?? 'no answer'}`));
          continue;
        }
        this.options.wrote(call.records);
        call.resolve(positionsOf(call.records, result));
      }
    } catch (cause) {
      for (const call of calls) call.reject(new LogUnavailable(`appending ${call.records.length} records: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }));
      // Whoever hears of it may withdraw what waits behind.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      for (const { timer } of calls) clearTimeout(timer);
    }
  }
}
