import type { World } from '@culprit/nest';
import type { StorePosition } from '@culprit/ports';

/** Of each partition of a topic: what the group has read, null where nothing. */
export type Committed = ReadonlyMap<string, readonly (number | null)[]>;

/** The partitions of which the store holds less than the group has read: rows are written before positions are committed, so they were lost. */
export const lostPartitions = (committed: Committed, stored: readonly StorePosition[]): { topic: string; partition: number }[] => {
  const next = new Map(stored.map((p) => [`${p.topic} ${p.partition}`, p.next]));
  return [...committed].flatMap(([topic, offsets]) =>
    offsets.flatMap((offset, partition) => (offset !== null && offset > (next.get(`${topic} ${partition}`) ?? 0) ? [{ topic, partition }] : [])),
  );
};

/** When the store was dropped or is an older copy, the group starts again from the beginning of the log: the store is rebuilt. */
export const rebuildWhatWasLost = async ({ log, store, logger }: Pick<World, 'log' | 'store' | 'logger'>, group: string, topics: readonly string[]): Promise<void> => {
  const committed = new Map(await Promise.all(topics.map(async (topic) => [topic, await log.committed(group, topic)] as const)));
  const lost = lostPartitions(committed, await store.positions());
  if (lost.length === 0) return;
  try {
    await log.forget(group);
    logger.warn('the read store lacks what was written to it and is rebuilt from the log', { group, partitions: lost.length, first: lost[0] });
  } catch (error) {
    logger.error('the read store lacks what was written to it; to rebuild it stop every projector, then start one', { group, partitions: lost.length, first: lost[0], error });
  }
};
