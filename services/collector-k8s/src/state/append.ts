import { RecordTooLarge, recordBytes, type EventLog, type Logger, type NewRecord, type Position } from '@culprit/ports';
import { retried } from '../retry.js';

/** What the collector tells of the log while it waits for it. */
export interface LogHealth {
  away(reason: string): void;
  back(): void;
}

const RETRY_MS = 1000;

/**
 * Appends until the log has taken it: what was seen of a cluster is never dropped because the log is away; reading of the cluster waits
 * meanwhile. Only a record that the log will never take is left out, and said so. Rejects when `signal` aborts.
 */
export const appendSurely = async (log: EventLog, records: readonly NewRecord[], health: LogHealth, logger: Logger, signal: AbortSignal): Promise<Position[]> => {
  let left = records;
  let failures = 0;
  const attempt = async (): Promise<Position[]> => {
    if (left.length === 0) return [];
    try {
      return await log.append(left);
    } catch (error) {
      if (!(error instanceof RecordTooLarge)) throw error;
      logger.error('A record is larger than the log takes; it is left out.', { topic: error.topic, bytes: error.bytes });
      left = left.filter((record) => recordBytes(record) <= error.maxBytes);
      return attempt();
    }
  };
  const positions = await retried(attempt, RETRY_MS, signal, (reason) => {
    if (failures++ === 0) logger.warn('The event log takes no changes; trying again until it does.', { reason });
    health.away(reason);
  });
  if (failures > 0) health.back();
  return positions;
};
