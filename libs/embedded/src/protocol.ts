import type { TopicSpec } from '@culprit/domain';

/** What the main thread and the worker say to each other. Everything here crosses by structured clone; buffers are moved. */

/** Partitions are numbered over all topics: partition `n` of a topic has the id `first + n`. */
export interface TopicInfo {
  readonly name: string;
  readonly first: number;
  readonly partitions: number;
}

export interface PackedAppend {
  /** The time of the append, ms. */
  readonly now: number;
  /** How many records each call has; a call is written whole or not at all. */
  readonly calls: readonly number[];
  readonly topics: readonly string[];
  readonly partitionKeys: readonly string[];
  readonly keys: readonly (string | null)[];
  /** As JSON; null where there are none. */
  readonly headers: readonly (string | null)[];
  /** Bytes of each value, -1 for null. */
  readonly lengths: Int32Array;
  readonly values: Uint8Array;
}

/** For each call where its records stand, or why it was refused. */
export type Appended = { readonly partitions: Int32Array; readonly offsets: Float64Array } | { readonly refused: string };

export interface PackedBatch {
  readonly offsets: Float64Array;
  readonly timestamps: Float64Array;
  readonly keys: readonly (string | null)[];
  readonly headers: readonly (string | null)[];
  readonly lengths: Int32Array;
  readonly values: Uint8Array;
  readonly end: number;
  /** Where to read on: behind the last record, or behind a gap. */
  readonly next: number;
}

export interface Membership {
  readonly member: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly from: 'earliest' | 'latest';
}

export interface Assignment {
  readonly member: string;
  /** What the member owns, with the group's position, null where it has none. */
  readonly owned: readonly { readonly partition: number; readonly committed: number | null }[];
  /** Of these, what it should give up once its handler is through. */
  readonly unwanted: readonly number[];
}

export interface Operations {
  ensureTopics(specs: readonly TopicSpec[]): void;
  describe(topics: readonly string[]): { readonly topics: readonly TopicInfo[]; readonly ends: readonly (readonly [number, number])[] };
  append(packed: PackedAppend): readonly Appended[];
  fetch(partition: number, from: number, maxRecords: number): PackedBatch;
  ends(topic: string): number[];
  beginnings(topic: string): number[];
  offsetsAt(topic: string, time: number): number[];
  committed(group: string, topic: string): (number | null)[];
  forget(group: string): void;
  join(membership: Membership): void;
  leave(member: string): void;
  release(member: string, partitions: readonly number[]): void;
  /** False when the member does not own the partition any more; nothing is committed then. */
  commit(member: string, partition: number, next: number): boolean;
  /** Lets go of what is past its time, and compacts where it pays; `topic`: compacts that one whatever it pays. */
  maintain(now: number, topic?: string): void;
  drop(topic: string, partition: number, before: number): void;
  usedBytes(): number;
  ping(): void;
  close(): void;
}

export type Operation = keyof Operations;

export interface Request {
  readonly id: number;
  readonly operation: Operation;
  readonly args: readonly unknown[];
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string; readonly unavailable: boolean }
  | { readonly kind: 'ends'; readonly ends: readonly (readonly [number, number])[] }
  | { readonly kind: 'assignment'; readonly assignment: Assignment }
  | { readonly kind: 'trouble'; readonly doing: string; readonly reason: string };

export interface WorkerOptions {
  readonly path: string;
  /** How long a write waits for another process to let go of the file, ms. */
  readonly writeTimeoutMs: number;
  /** How often it is looked whether another process has written, ms. */
  readonly pollMs: number;
  /** How often it is looked whether members of other processes still live, ms. */
  readonly aliveMs: number;
  /** Appends are refused while the disk has less than this free. */
  readonly keepFreeBytes: number;
}
