import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { LogUnavailable, RecordTooLarge, recordBytes, type Logger, type NewRecord, type Position } from '@culprit/ports';
import { itemText } from './items.js';
import type { Receiver } from './receiver.js';

export interface LaneOptions {
  readonly receiver: Pick<Receiver, 'post'>;
  readonly logger: Logger;
  /** How long an append is tried, ms. */
  readonly appendTimeoutMs: number;
  readonly maxRecordBytes: number;
  /** Between 0 and 1: many collectors must not come back together. */
  readonly random: () => number;
}

interface Call {
  readonly records: readonly NewRecord[];
  readonly until: number;
  readonly signal: AbortSignal | undefined;
  resolve(positions: Position[]): void;
  reject(reason: unknown): void;
}

/** What goes in one request: as much as one answer in time is sure for. */
const [MOST_RECORDS, MOST_BYTES] = [1_000, 512 * 1024];
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 5_000];

const bytesOf = (records: readonly NewRecord[]): number => records.reduce((sum, record) => sum + recordBytes(record), 0);

/** Appends in the order in which they were called: one request under way, what comes meanwhile goes together in the next. */
export class Lane {
  readonly #waiting: Call[] = [];
  #running = false;
  readonly #stop = new AbortController();

  constructor(private readonly options: LaneOptions) {}

  append(records: readonly NewRecord[], signal?: AbortSignal): Promise<Position[]> {
    const { maxRecordBytes, appendTimeoutMs } = this.options;
    for (const record of records) {
      const bytes = recordBytes(record);
      if (bytes > maxRecordBytes) return Promise.reject(new RecordTooLarge(record.topic, bytes, maxRecordBytes));
    }
    if (this.#stop.signal.aborted) return Promise.reject(new LogUnavailable('the remote log is closed'));
    if (records.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, until: performance.now() + appendTimeoutMs, signal, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  close(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let calls = this.#next(); calls.length > 0; calls = this.#next()) await this.#together(calls);
    this.#running = false;
  }

  /** The calls of the next request; those that were withdrawn are answered here. */
  #next(): Call[] {
    const calls: Call[] = [];
    let [records, bytes] = [0, 0];
    for (let [call] = this.#waiting; call !== undefined; [call] = this.#waiting) {
      bytes += bytesOf(call.records);
      records += call.records.length;
      if (calls.length > 0 && (records > MOST_RECORDS || bytes > MOST_BYTES)) break;
      this.#waiting.shift();
      if (call.signal?.aborted === true) call.reject(new LogUnavailable('it was withdrawn'));
      else calls.push(call);
    }
    return calls;
  }

  async #together(calls: readonly Call[]): Promise<void> {
    try {
      const positions = await this.#all(calls.flatMap(({ records }) => records), calls);
      let at = 0;
      for (const call of calls) call.resolve(positions.slice(at, (at += call.records.length)).flatMap((position) => position ?? []));
    } catch (error) {
      const [only, ...others] = calls;
      // whose record it is shows when each goes alone
      if (error instanceof RecordTooLarge && others.length > 0) for (const call of calls) await this.#together([call]);
      else if (only !== undefined) for (const call of calls) call.reject(error);
    }
  }

  /** A position for each record; undefined for one that can never be there and was left out. */
  async #all(records: readonly NewRecord[], calls: readonly Call[]): Promise<(Position | undefined)[]> {
    const parts: (Position | undefined)[] = [];
    for (let at = 0; at < records.length;) {
      let [end, bytes] = [at, 0];
      for (; end < records.length && end - at < MOST_RECORDS; end += 1) {
        bytes += recordBytes(records[end]!);
        if (bytes > MOST_BYTES && end > at) break;
      }
      parts.push(...(await this.#request(records.slice(at, end), calls)));
      at = end;
    }
    return parts;
  }

  async #request(records: readonly NewRecord[], calls: readonly Call[]): Promise<(Position | undefined)[]> {
    const { receiver, logger, maxRecordBytes } = this.options;
    const items = records.map((record) => ({ record, text: itemText(record) }));
    for (const { record, text } of items) if (text === undefined) logger.error('A record cannot go to a remote log; it is left out.', { topic: record.topic, key: record.key });
    let left = items.flatMap(({ text }, index) => (text === undefined ? [] : [{ text, index }]));
    const found = new Array<Position | undefined>(records.length).fill(undefined);
    let [key, failures] = [randomUUID(), 0];
    while (left.length > 0) {
      const sent = await receiver.post(left.map(({ text }) => text), key);
      if (sent.is === 'durable') {
        left.forEach(({ index }, at) => (found[index] = sent.positions[at]));
        return found;
      }
      if (sent.is === 'too-large') {
        if (records.length === 1) throw new RecordTooLarge(records[0]!.topic, recordBytes(records[0]!), maxRecordBytes);
        const half = Math.ceil(records.length / 2);
        return [...(await this.#request(records.slice(0, half), calls)), ...(await this.#request(records.slice(half), calls))];
      }
      if (sent.is === 'invalid') {
        const bad = new Map(sent.faults.map(({ index, message }) => [index, message]));
        for (const [at, reason] of bad) logger.error('The receiver can never take a record; it is left out.', { topic: records[left[at]?.index ?? -1]?.topic, reason });
        const kept = left.filter((_, at) => !bad.has(at));
        if (kept.length === left.length) throw new LogUnavailable('the receiver refuses the request and does not say which of it');
        [left, key] = [kept, randomUUID()];
        continue;
      }
      await this.#patience(sent.reason, sent.afterMs, failures++, calls);
    }
    return found;
  }

  /** Waits before the next try, or rejects when there is no time for one. */
  async #patience(reason: string, afterMs: number, failures: number, calls: readonly Call[]): Promise<void> {
    const { random } = this.options;
    const ms = Math.max(afterMs, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + random() / 2));
    const until = Math.min(...calls.map((call) => call.until));
    const wanted = calls.some(({ signal }) => signal?.aborted !== true);
    if (!wanted || this.#stop.signal.aborted || performance.now() + ms > until) throw new LogUnavailable(reason);
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
