import type { Admin } from 'kafkajs';

type ByPartition = readonly { readonly partition: number; readonly offset: string }[];

const inOrder = (offsets: ByPartition): number[] =>
  [...offsets].sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));

/** What each partition of a topic keeps: from `low`, and `high` is the next to be written. */
export const keptOffsets = async (admin: Admin, topic: string): Promise<{ low: number; high: number }[]> => {
  const offsets = await admin.fetchTopicOffsets(topic);
  return [...offsets].sort((a, b) => a.partition - b.partition).map(({ low, high }) => ({ low: Number(low), high: Number(high) }));
};

export const offsetsAt = async (admin: Admin, topic: string, time: number): Promise<number[]> =>
  inOrder(await admin.fetchTopicOffsetsByTimestamp(topic, Math.max(0, time)));

/** null where the group has committed nothing; `partitions` many. */
export const committedOffsets = async (admin: Admin, group: string, topic: string): Promise<(number | null)[]> => {
  const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  return inOrder(found?.partitions ?? []).map((offset) => (offset < 0 ? null : offset));
};

/** Where a new group begins at the end; null where the group has a position. */
export const endsWhereUncommitted = async (admin: Admin, group: string, topic: string): Promise<(number | null)[]> => {
  const committed = await committedOffsets(admin, group, topic);
  if (committed.every((offset) => offset !== null)) return committed.map(() => null);
  const kept = await keptOffsets(admin, topic);
  return kept.map(({ high }, partition) => ((committed[partition] ?? null) === null ? high : null));
};
