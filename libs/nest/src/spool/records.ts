import { topics, type TopicSpec } from '@culprit/domain';
import type { LogRecord, NewRecord } from '@culprit/ports';

/** The one queue on the disk. Nothing in it gets old: it goes when the log has it. */
export const queue = { name: 'culprit.spool.v1', partitions: 1, compacted: false } as const satisfies TopicSpec;

const TOPIC = 'spool_topic';
const PARTITION_KEY = 'spool_partition_key';
/** What the two headers add to a record. */
export const HEADERS_MAX_BYTES = 64 * 1024;

export const toQueue = ({ topic, partitionKey, key, value, headers }: NewRecord): NewRecord => ({
  topic: queue.name, partitionKey: '', key, value, headers: { ...headers, [TOPIC]: topic, [PARTITION_KEY]: partitionKey },
});

export const fromQueue = ({ key, value, headers }: LogRecord): NewRecord => {
  const { [TOPIC]: topic = '', [PARTITION_KEY]: partitionKey = '', ...own } = headers;
  return { topic, partitionKey, key, value, headers: own };
};

const STAGE = 'spool';
const KEPT_BYTES = 64 * 1024;

/** The dead letter of what the log will not take: the beginning of its value, and the rest as other dead letters have it. */
export const tooLarge = (record: LogRecord, error: Error): NewRecord => {
  const { topic, key, value, headers } = fromQueue(record);
  return {
    topic: topics.dlq.name,
    partitionKey: STAGE,
    key,
    value: value === null ? null : Buffer.from(value).subarray(0, KEPT_BYTES),
    headers: {
      ...Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [`original_${name}`, text])),
      dlq_reason: error.message,
      dlq_stage: STAGE,
      dlq_topic: topic,
      dlq_timestamp: String(record.timestamp),
      culprit_cut_from: String(value?.length ?? 0),
    },
  };
};
