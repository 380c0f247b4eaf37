import { setTimeout as pause } from 'node:timers/promises';
import { RecordTooLarge, recordBytes, type Batch, type DiskLog, type EventLog, type LogRecord, type Logger, type Reader } from '@culprit/ports';
import type { Backlog } from './backlog.js';
import type { Course } from './course.js';
import { fromQueue, queue, tooLarge } from './records.js';

/** Most records of one append while the log acknowledges, and of one that asks whether it does: whatever is in doubt comes twice. */
export interface Parts {
  readonly proven: number;
  readonly probe: number;
}

export interface DrainOptions {
  readonly log: EventLog;
  readonly disk: DiskLog;
  readonly course: Course;
  readonly backlog: Backlog;
  readonly logger: Logger;
  readonly probeMs: number;
  readonly parts: Parts;
  /** The log has acknowledged what came from the disk, this many ms after it was sent. */
  readonly acknowledged: (tookMs: number) => void;
  readonly failed: (error: unknown) => void;
}

/** Of one append: what is encoded in one go holds up everything else that this thread does. */
const PART_BYTES = 1024 * 1024;
/** Above this share of its time the thread has not enough left for those who ask it something. */
const BUSY = 0.7;
/** How long to leave it to them, of the time that it was busy, and at most, ms. */
const [REST, REST_MS] = [2, 1_000];

/** The first of the records that go together: `most`, or what `PART_BYTES` holds, or one. */
const partOf = (records: readonly LogRecord[], from: number, most: number): readonly LogRecord[] => {
  let [end, bytes] = [from, 0];
  for (; end < records.length && end - from < most; end += 1) {
    bytes += records[end]?.value?.byteLength ?? 0;
    if (bytes > PART_BYTES && end > from) break;
  }
  return records.slice(from, end);
};

/** Takes what waits on the disk to the log, in order, one append after the other; what is acknowledged goes from the disk. */
export class Drain {
  readonly #stop = new AbortController();
  #reader: Reader | undefined;
  #proven = false;
  /** So many go one by one, because one of them is too large for the log. */
  #alone = 0;
  /** Acknowledged and still on the disk: everything before this. */
  #owed: number | undefined;
  /** Something of the disk is being taken to the log now. */
  busy = false;

  constructor(private readonly options: DrainOptions) {}

  async start(): Promise<void> {
    this.#reader = await this.options.disk.read({ topics: [queue.name], from: 'earliest', maxBatch: this.options.parts.proven }, (batch) => this.#take(batch));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#reader?.stop();
    await this.tidy();
  }

  /** Drops from the disk what is on the log, if that failed before. */
  async tidy(): Promise<void> {
    const offset = this.#owed;
    if (offset === undefined) return;
    try {
      await this.options.disk.drop({ topic: queue.name, partition: 0, offset });
      if (this.#owed === offset) this.#owed = undefined;
    } catch (error) {
      this.options.logger.warn('What the log has could not be dropped from the spool; trying again.', { error });
    }
  }

  async #take({ records }: Batch): Promise<void> {
    const { proven, probe } = this.options.parts;
    this.busy = true;
    let from = 0;
    while (from < records.length && !this.#stop.signal.aborted) {
      const part = partOf(records, from, this.#alone > 0 ? 1 : this.#proven ? proven : probe);
      const before = performance.eventLoopUtilization();
      if (await this.#send(part)) from += part.length;
      const { utilization, active } = performance.eventLoopUtilization(before);
      if (utilization > BUSY) await this.#pause(Math.min(REST * active, REST_MS));
    }
    this.busy = false;
  }

  async #send(part: readonly LogRecord[]): Promise<boolean> {
    const { log, course, backlog, acknowledged } = this.options;
    const next = (part.at(-1)?.offset ?? 0) + 1;
    backlog.oldestAt = part[0]?.timestamp;
    course.sending(next);
    const began = performance.now();
    try {
      await log.append(part.map(fromQueue)).catch((error: unknown) => this.#orDead(part, error));
    } catch (error) {
      await this.#refused(part, error);
      return false;
    }
    this.#proven = true;
    this.#alone = Math.max(0, this.#alone - part.length);
    course.sent(next);
    backlog.drained += part.length;
    backlog.gave(part.reduce((sum, record) => sum + recordBytes(record), 0));
    if (course.records === 0) backlog.empty();
    acknowledged(performance.now() - began);
    this.#owed = next;
    await this.tidy();
    return true;
  }

  async #refused(part: readonly LogRecord[], error: unknown): Promise<void> {
    const { course, probeMs, failed } = this.options;
    this.#proven = false;
    course.setBack();
    failed(error);
    // Which of them it is shows when each goes alone.
    if (error instanceof RecordTooLarge && part.length > 1) this.#alone = part.length;
    else await this.#pause(probeMs);
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }

  /** What the log will never take must not keep the rest from it: its beginning goes as a dead letter. */
  async #orDead(part: readonly LogRecord[], error: unknown): Promise<unknown> {
    const [record] = part;
    if (!(error instanceof RecordTooLarge) || record === undefined || part.length > 1) throw error;
    this.options.logger.error('A record of the spool is too large for the log; its beginning becomes a dead letter.', { topic: error.topic, bytes: error.bytes, key: record.key });
    return this.options.log.append([tooLarge(record, error)]);
  }
}
