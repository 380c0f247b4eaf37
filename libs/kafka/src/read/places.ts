import type { FetchRequest } from 'kafkajs/src/cluster/index.js';

/** Where a reader stands in one partition. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
  /** The offset that is wanted next. */
  next: number;
  /** Everything before it was there when the reading began. */
  readonly target: number;
}

const WAIT_MS = 250;
const PARTITION_BYTES = 2 * 1024 * 1024;
const FETCH_BYTES = 16 * 1024 * 1024;

export const fetchRequest = (places: readonly Place[]): FetchRequest => ({
  maxWaitTime: WAIT_MS,
  minBytes: 1,
  maxBytes: FETCH_BYTES,
  isolationLevel: 0,
  topics: [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, own]) => ({
    topic,
    partitions: own.map(({ partition, next }) => ({ partition, fetchOffset: String(next), maxBytes: PARTITION_BYTES, inPlace: true })),
  })),
});

/** An offset that is no longer kept, or that is not there yet, becomes the nearest that is. */
export const clamp = (offset: number, { low, high }: { readonly low: number; readonly high: number }): number => Math.min(Math.max(offset, low), high);
