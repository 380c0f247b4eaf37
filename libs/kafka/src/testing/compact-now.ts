import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EventLog, NewRecord } from '@culprit/ports';
import { partitionOf } from '@culprit/ports';
import type { Admin } from 'kafkajs';

/** Lines for `startKafka`: the cleaner looks often. */
export const CLEAN_OFTEN = ['log.cleaner.backoff.ms=100', 'log.cleaner.min.cleanable.ratio=0.0001', 'log.cleaner.dedupe.buffer.size=4194304', 'log.initial.task.delay.ms=100'];

/** Of each partition of a topic the segment that is written to now, by its file's name, as a broker on this machine keeps them. */
const written = (dir: string, topic: string, partitions: number): Promise<(string | undefined)[]> =>
  Promise.all(Array.from({ length: partitions }, async (_, partition) => (await readdir(join(dir, 'log', `${topic}-${partition}`))).filter((name) => name.endsWith('.log')).sort().at(-1)));

/** Makes the topic compact what it holds now: its segments roll, and each partition gets a record that rolls the last one. `dir`: of the broker. */
export const compactNow = async (admin: Admin, log: EventLog, topic: string, dir: string): Promise<void> => {
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: 2, name: topic, configEntries: [
      { name: 'cleanup.policy', value: 'compact' },
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'segment.ms', value: '50' },
      { name: 'min.cleanable.dirty.ratio', value: '0.0001' },
      { name: 'max.compaction.lag.ms', value: '1' },
    ] }],
  });
  const partitions = (await log.ends(topic)).length;
  const records: NewRecord[] = Array.from({ length: partitions }, (_, partition) => ({ topic, partitionKey: keyOf(partition, partitions), key: `compaction:${partition}`, value: 'x' }));
  // The first makes the old segment roll, the second comes after the roll. A broker goes by the new settings some time after it has taken them.
  for (let round = 0; round < 2; round += 1) {
    const before = await written(dir, topic, partitions);
    for (let now = before; now.some((segment, partition) => segment === before[partition]); now = await written(dir, topic, partitions)) {
      await setTimeout(60);
      await log.append(records);
    }
  }
};

const keyOf = (partition: number, partitions: number): string => {
  for (let i = 0; ; i += 1) if (partitionOf(`c${i}`, partitions) === partition) return `c${i}`;
};
