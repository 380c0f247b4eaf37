import type { TopicSpec } from '@culprit/domain';
import type { ITopicConfig } from 'kafkajs';

/** Room in a produced batch beyond what `recordBytes` counts: the batch's header and a few bytes for each record and header. */
export const BATCH_OVERHEAD = 64 * 1024;

/**
 * A topic of ours as Kafka is asked for it. `keptMs` is `retention.ms`, or for a compacted topic `min.compaction.lag.ms`: kept whole
 * at least that long, never deleted by age. Times are the broker's, because producers' clocks differ and `offsetsAt` seeks by them.
 */
export const topicConfig = (
  { name, partitions, compacted, keptMs }: TopicSpec,
  { maxRecordBytes, factor, minInSync }: { readonly maxRecordBytes: number; readonly factor?: number | undefined; readonly minInSync?: number | undefined },
): ITopicConfig => {
  const settings: Record<string, string | undefined> = {
    'cleanup.policy': compacted ? 'compact' : 'delete',
    'retention.ms': compacted ? undefined : keptMs?.toString(),
    'min.compaction.lag.ms': compacted ? keptMs?.toString() : undefined,
    'message.timestamp.type': 'LogAppendTime',
    'max.message.bytes': String(maxRecordBytes + BATCH_OVERHEAD),
    'min.insync.replicas': minInSync?.toString(),
  };
  return {
    topic: name,
    numPartitions: partitions,
    replicationFactor: factor ?? -1,
    configEntries: Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [{ name: key, value }])),
  };
};
