import { timeOf, type Environment } from '@culprit/domain';
import { RecordTooLarge, type Clock, type EventLog, type Logger, type Position } from '@culprit/ports';
import type { Fault } from '../custom/accept.js';
import type { Idempotency } from '../custom/idempotency.js';
import { parseBody } from '../delivery/parse-body.js';
import type { Instruments } from '../instruments.js';
import { readItems } from './items.js';

/** What became of a request to `/v1/events`. */
export type Answer =
  | { readonly is: 'accepted'; readonly positions: readonly Position[] }
  | { readonly is: 'invalid'; readonly errors: readonly Fault[] }
  | { readonly is: 'conflict' | 'too-large' }
  | { readonly is: 'unavailable'; readonly reason: string };

export interface Intake {
  /** Not through our spool: who sends this has one, and wants to know where on the log it stands. */
  readonly log: Pick<EventLog, 'append' | 'read' | 'ping'>;
  readonly environments: readonly Environment[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly instruments: Instruments;
  readonly idempotency: Idempotency<Answer>;
}

/** Specs are wide, and many come together. */
const MAX_KEYS = 500_000;

/** All items of the request or none, in one append. A key is known while this process runs. */
export const takeItems = async (intake: Intake, key: string, body: Buffer): Promise<Answer> => {
  const now = intake.clock.now();
  const work = (): Promise<Answer> => write(intake, body, now);
  if (key === '') return work();
  const answer = await intake.idempotency.once(key, body, now, work, ({ is }) => is === 'accepted');
  return answer === 'conflict' ? { is: 'conflict' } : answer;
};

const write = async ({ log, environments, logger, instruments }: Intake, body: Buffer, now: number): Promise<Answer> => {
  const parsed = parseBody('application/json', body, { maxKeys: MAX_KEYS });
  if (!parsed.ok) return { is: 'invalid', errors: [{ index: 0, message: `body: ${parsed.error}` }] };
  const read = readItems(parsed, environments, timeOf(now));
  if (!read.ok) return { is: 'invalid', errors: read.faults };
  try {
    const positions = await log.append(read.records);
    instruments.events.add(read.records.length, { provider: 'v1', kind: 'items' });
    return { is: 'accepted', positions };
  } catch (error) {
    if (error instanceof RecordTooLarge) return { is: 'too-large' };
    const reason = error instanceof Error ? error.message : String(error);
    logger.warn('The event log did not take what a far collector said; it sends it again.', { records: read.records.length, reason });
    return { is: 'unavailable', reason };
  }
};
