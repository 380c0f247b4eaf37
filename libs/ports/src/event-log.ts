import type { TopicSpec } from '@culprit/domain';

/**
 * # The event log: what every adapter promises
 *
 * **Order.** Records appended with one `partitionKey` to one topic are read in the order in which their appends were called,
 * by every reader. Between partition keys nothing is promised. `key` is apart from `partitionKey`: it names what compaction
 * keeps the newest of; the partition is `partitionOf(partitionKey, partitions)` on every adapter.
 *
 * **Append** resolves when every record of the call is durable (Kafka: acks=all; embedded: fsynced), with their positions in the
 * order given. When it rejects, some of the records may still have been written: append the whole call again. The embedded
 * log writes a call as one transaction, over topics too. A record above `maxRecordBytes` is refused with `RecordTooLarge`
 * before anything of its call is written. Once `signal` is aborted, what of the call is not yet on its way is never written, also when it waits
 * behind a call whose rejection is what made the caller abort.
 *
 * **Consume** is at least once. A group's partitions are shared among its members; each batch is from one partition, in order and
 * never empty. A batch's position is committed only after `onBatch` has resolved, or up to what `control.resolve` was told
 * when it throws; after a throw the partition is delivered again from the first unresolved record, after a pause that grows to
 * `retryMs`. Partitions do not wait for one another's throw. A member that is slow keeps its partitions as long as its process lives; if it
 * lost them all the same, `control.stale()` is true and what it resolves is not committed. When a member dies another takes its partitions
 * from the last commit. A new group starts at `from`.
 *
 * **Read** is broadcast: every reader gets every record from where it asks, keeps its own positions and commits nothing.
 *
 * **Compaction** of a compacted topic keeps at least the newest record of every key and never reorders; a record with a null value removes
 * its key. Offsets never change and may have gaps.
 *
 * **Times.** A record's `timestamp` is when it was appended (ms, the log's clock). `offsetsAt(topic, time)` gives, per partition, the
 * first offset whose record was appended at or after `time`, or the end.
 *
 * **Away and back.** While the log cannot be reached appends reject after `appendTimeoutMs` at the latest and consumers wait; when
 * it is back both go on without a restart, nothing acknowledged lost.
 *
 * **Stop** of a subscription waits for the running `onBatch`, commits what it finished, and delivers nothing after it has resolved.
 * `close` stops every subscription, then flushes and closes.
 */
export interface EventLog {
  /** Creates what is missing with its settings; never changes the partition count of what is there. */
  ensureTopics(specs: readonly TopicSpec[]): Promise<void>;
  append(records: readonly NewRecord[], options?: AppendOptions): Promise<Position[]>;
  consume(options: ConsumeOptions, onBatch: BatchHandler): Promise<Subscription>;
  read(options: ReadOptions, onBatch: (batch: Batch) => Promise<void> | void): Promise<Reader>;
  /** The offset that the next record of each partition will get; index = partition. */
  ends(topic: string): Promise<number[]>;
  /** The oldest offset still kept of each partition; index = partition. */
  beginnings(topic: string): Promise<number[]>;
  offsetsAt(topic: string, time: number): Promise<number[]>;
  /** Next offset to be read by the group in each partition; null where it has committed nothing. */
  committed(group: string, topic: string): Promise<(number | null)[]>;
  /** Forgets a group's positions: its next member starts at its `from`. Refused while it has members. */
  forget(group: string): Promise<void>;
  /** Resolves when the log answers, rejects with the reason when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface AppendOptions {
  /** Withdraws what still waits; many calls may share one. Such a call rejects in its time as one that was not taken. */
  readonly signal?: AbortSignal;
}

export interface NewRecord {
  readonly topic: string;
  readonly partitionKey: string;
  readonly key: string | null;
  /** null: the key is removed from a compacted topic. */
  readonly value: Uint8Array | string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface LogRecord {
  readonly offset: number;
  /** When it was appended, ms since 1970 by the log's clock. */
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Records of one partition, in order, at least one. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
  /** The partition's end when this was fetched: `end - last offset - 1` records are still to come. */
  readonly end: number;
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a partition without a committed position starts. */
  readonly from: 'earliest' | 'latest';
  /** Most records of one batch; default 10,000. */
  readonly maxBatch?: number;
  /** Called with all partitions that this member now has, each time that set changes, before any batch of a new one. */
  readonly onAssigned?: (assigned: readonly { topic: string; partition: number }[]) => void;
  /** Longest pause before a batch is delivered again after a throw, ms; default 5,000. */
  readonly retryMs?: number;
}

export interface BatchControl {
  /** This record and all before it in the batch are done: after a throw delivery starts behind it. */
  resolve(offset: number): void;
  /** True once this member no longer owns the batch's partition. */
  stale(): boolean;
}

export type BatchHandler = (batch: Batch, control: BatchControl) => Promise<void>;

export interface Subscription {
  stop(): Promise<void>;
}

export interface ReadOptions {
  readonly topics: readonly string[];
  /** Where to start: a name for all partitions, or an offset for each (missing: earliest). Offsets no longer kept start at the oldest kept. */
  readonly from: 'earliest' | 'latest' | readonly Position[];
  /** Only these partitions of the topics. */
  readonly partitions?: readonly number[];
  readonly maxBatch?: number;
  /** Only what was said of this cluster is of use: an adapter may leave out the rest. */
  readonly cluster?: string;
}

export interface Reader {
  /**
   * Resolves when every partition has been handed over up to the end it had when `read` was called, and the handler of that has
   * resolved. Rejects when the handler throws or the reader is stopped first.
   */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

export class RecordTooLarge extends Error {
  override readonly name = 'RecordTooLarge';
  constructor(readonly topic: string, readonly bytes: number, readonly maxBytes: number) {
    super(`a record of ${bytes} bytes for ${topic} is above the limit of ${maxBytes}`);
  }
}

/** The log did not take an append in time. It may or may not have been written: append again. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}

/** A record's size as the limit counts it: key, value and headers, in bytes. Default limit: 2 MiB. */
export const recordBytes = ({ key, value, headers = {} }: Pick<NewRecord, 'key' | 'value' | 'headers'>): number => {
  let bytes = Buffer.byteLength(key ?? '') + (value === null ? 0 : Buffer.byteLength(value));
  for (const name of Object.keys(headers)) bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name] ?? '');
  return bytes;
};

export const DEFAULT_MAX_RECORD_BYTES = 2 * 1024 * 1024;

/** Which partition a partition key belongs to: FNV-1a over its UTF-8 bytes. The same on every adapter, for ever. */
export const partitionOf = (partitionKey: string, partitions: number): number => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(partitionKey, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % partitions;
};
