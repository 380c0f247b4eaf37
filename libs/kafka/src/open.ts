import type { EventLog } from '@culprit/ports';
import { encodeOnce } from './append/encode-produce.js';
import { decodeInPlace } from './read/decode-fetch.js';
import { stopIdleSpin } from './idle-spin.js';
import { KafkaLog } from './kafka-log.js';
import type { KafkaLogOptions } from './options.js';

/**
 * The event log on these brokers. Kafka need not be reachable yet: it is connected to when it is first used, and what cannot wait
 * says so (`ping`, `ensureTopics`, `append`).
 */
export const openKafkaLog = async (options: KafkaLogOptions): Promise<EventLog> => {
  if (options.brokers.length === 0) throw new Error('the Kafka event log needs at least one broker, host:port');
  stopIdleSpin();
  encodeOnce();
  decodeInPlace();
  return new KafkaLog(options);
};
