import { topics, type CulpritEvent } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import { partitionOf, type LogRecord } from '@culprit/ports';
import { CUT_HEADER, RULES_HEADER, unpacked } from '../delivery/packed.js';
import { parserOf } from '../delivery/receive.js';
import { atOf, PARSER_HEADER, whereOf } from '../delivery/records.js';
import { paceOf } from './pace.js';
import { readFrom } from './read-between.js';
import type { Again } from './world.js';

export interface RenormalizeRequest {
  readonly provider: string;
  /** Only what came in there. */
  readonly endpoint?: string | undefined;
  /** Received at or after this time, and before that one; RFC 3339. */
  readonly from: string;
  readonly to?: string | undefined;
  /** Counts, and writes nothing. */
  readonly dryRun: boolean;
  /** Most events written a second. */
  readonly rate: number;
}

export interface Renormalized {
  /** Deliveries looked at. */
  readonly deliveries: number;
  /** Events made of them. */
  readonly events: number;
  /** Those of a version of the mapping that was not there when they came. */
  readonly raised: number;
  /** Deliveries that say nothing now. */
  readonly skipped: number;
  /** Deliveries that the present mapping does not understand. */
  readonly refused: number;
  /** Deliveries of which not enough was kept: cut, or without a body. */
  readonly incomplete: number;
}

const topic = topics.deliveries.name;

/**
 * Reads deliveries from the log again, with the present mapping, and appends the events: of the same ids, so that where the mapping was raised the new
 * statement counts and elsewhere nothing changes. May be stopped and run again.
 */
export const renormalize = async ({ log, clock, logger, reader }: Again, { provider, endpoint, from, to, dryRun, rate }: RenormalizeRequest): Promise<Renormalized> => {
  const counts = { deliveries: 0, events: 0, raised: 0, skipped: 0, refused: 0, incomplete: 0 };
  const pace = paceOf(rate, clock);
  const one = async (record: LogRecord): Promise<void> => {
    const { headers, key, value } = record;
    const at = decodeURI(headers['ce_source'] ?? '');
    const receivedAt = headers['ce_time'] ?? new Date(record.timestamp).toISOString();
    if (whereOf(at).provider !== provider || (endpoint !== undefined && whereOf(at).endpoint !== endpoint)) return;
    if (receivedAt < from || (to !== undefined && receivedAt >= to)) return;
    counts.deliveries++;
    if (value === null || headers[CUT_HEADER] !== undefined || headers[RULES_HEADER] === 'failed') return void counts.incomplete++;
    const meaning = await reader.read(at, headers, unpacked(value, headers), receivedAt);
    if (meaning === undefined || meaning.is === 'skip') return void counts.skipped++;
    if (meaning.is === 'reject') {
      counts.refused++;
      return logger.warn('A kept delivery is not understood by the present mapping.', { delivery: key, reason: meaning.reason });
    }
    counts.events += meaning.events.length;
    if (parserOf(meaning.events) > Number(headers[PARSER_HEADER] ?? 1)) counts.raised += meaning.events.length;
    if (dryRun || meaning.events.length === 0) return;
    await log.append(meaning.events.map((event: CulpritEvent) => eventRecord(event)));
    await pace.passed(meaning.events.length);
  };
  await readFrom(log, topic, Date.parse(from), async (batch) => {
    for (const { record } of batch) await one(record);
  }, endpoint === undefined ? undefined : [partitionOf(atOf(provider, endpoint), topics.deliveries.partitions)]);
  return counts;
};
