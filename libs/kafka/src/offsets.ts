import type { Admin } from 'kafkajs';

/** Half a minute: a busy machine takes its time over new topics. */
const TRIES = 120;
const AGAIN_MS = 250;

const isPassing = (error: unknown): boolean => error instanceof Error && 'retriable' in error && error.retriable === true;

/** kafkajs does not ask again where a partition's leader is not known yet: just after its topic was created, or while it moves. */
const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES || !isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
};

type ByPartition = readonly { readonly partition: number; readonly offset: string }[];

const inOrder = (offsets: ByPartition): number[] =>
  [...offsets].sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));

/** What each partition of a topic keeps: from `low`, and `high` is the next to be written. */
export const keptOffsets = async (admin: Admin, topic: string): Promise<{ low: number; high: number }[]> => {
  const offsets = await patiently(() => admin.fetchTopicOffsets(topic));
  return [...offsets].sort((a, b) => a.partition - b.partition).map(({ low, high }) => ({ low: Number(low), high: Number(high) }));
};

export const offsetsAt = async (admin: Admin, topic: string, time: number): Promise<number[]> =>
  inOrder(await patiently(() => admin.fetchTopicOffsetsByTimestamp(topic, Math.max(0, time))));

/** null where the group has committed nothing; `partitions` many. */
export const committedOffsets = async (admin: Admin, group: string, topic: string): Promise<(number | null)[]> => {
  const [found] = await patiently(() => admin.fetchOffsets({ groupId: group, topics: [topic] }));
  return inOrder(found?.partitions ?? []).map((offset) => (offset < 0 ? null : offset));
};

/** Where a new group begins at the end; null where the group has a position. */
export const endsWhereUncommitted = async (admin: Admin, group: string, topic: string): Promise<(number | null)[]> => {
  const committed = await committedOffsets(admin, group, topic);
  if (committed.every((offset) => offset !== null)) return committed.map(() => null);
  const kept = await keptOffsets(admin, topic);
  return kept.map(({ high }, partition) => ((committed[partition] ?? null) === null ? high : null));
};
