import type { EventLog } from '@culprit/ports';

/** Rejects, with what is still to do, while a group has not committed everything that stands on these topics. */
export const caughtUp = async (log: EventLog, group: string, topics: readonly string[]): Promise<void> => {
  for (const topic of topics) {
    const [ends, beginnings, committed] = await Promise.all([log.ends(topic), log.beginnings(topic), log.committed(group, topic)]);
    for (const [partition, end] of ends.entries()) {
      const at = committed[partition] ?? beginnings[partition] ?? 0;
      if (at < end) throw new Error(`${group} is at ${at} of ${end} in ${topic} ${partition}`);
    }
  }
};
