import { type Fault, topics } from '@culprit/domain';
import { appendLetters, deadLetter, eventRecord } from '@culprit/nest';
import type { Batch, EventLog, LogRecord, Logger, Metrics, NewRecord } from '@culprit/ports';

const RETRY_MS = 5_000;
const STAGE = 'correlator';

/** Keeps as dead letters what the fold cannot take, each statement once: every start, and every correlator, comes to it again. */
export interface DeadLetters {
  /** A record that the fold did not take. */
  refused(record: LogRecord, batch: Pick<Batch, 'topic' | 'partition'>, error: unknown): void;
  /** What incidents are judged without. */
  leftOut(faults: readonly Fault[]): void;
  stop(): Promise<void>;
}

/** Of a fact that several records stated; the place of the last of them is not known. */
const letterOf = ({ error, ...fact }: Fault): NewRecord => {
  const { topic, key, value, headers } = eventRecord(fact);
  const letter = deadLetter({ offset: -1, timestamp: Date.parse(fact.event.updatedAt), key, value: Buffer.from(value ?? ''), headers: headers ?? {} }, { topic, partition: -1 }, `${STAGE}/${topic}`, error);
  const { dlq_partition: _partition, dlq_offset: _offset, ...rest } = letter.headers ?? {};
  return { ...letter, headers: rest };
};

const nameOf = (headers: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify([headers['dlq_stage'], headers['original_ce_id'] ?? [headers['dlq_topic'], headers['dlq_partition'], headers['dlq_offset']]]);

export const keepDeadLetters = ({ log, logger, metrics }: { log: EventLog; logger: Logger; metrics: Metrics }): DeadLetters => {
  const letters = metrics.counter('culprit_dead_letters_total', 'Records kept as dead letters.', ['stage']);
  const told = new Set<string>();
  let known: Set<string> | undefined;
  let waiting: NewRecord[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** What stands there already, whoever wrote it. */
  const readKnown = async (): Promise<Set<string>> => {
    const names = new Set<string>();
    const reader = await log.read({ topics: [topics.dlq.name], from: 'earliest' }, ({ records }) => {
      for (const { headers } of records) if (headers['dlq_stage']?.startsWith(`${STAGE}/`) === true) names.add(nameOf(headers));
    });
    try {
      await reader.caughtUp();
    } finally {
      await reader.stop();
    }
    return names;
  };
  const write = async (): Promise<void> => {
    known ??= await readKnown();
    while (waiting.length > 0) {
      const now = waiting;
      const fresh = now.filter(({ headers }) => known?.has(nameOf(headers)) !== true);
      if (fresh.length > 0) await appendLetters(log, fresh);
      for (const { headers } of fresh) {
        known.add(nameOf(headers));
        letters.add(1, { stage: headers?.['dlq_stage'] ?? STAGE });
      }
      waiting = waiting.filter((letter) => !now.includes(letter));
    }
  };
  const kick = (): void => {
    if (waiting.length === 0) return;
    running ??= write()
      .catch((error: unknown) => {
        logger.warn('dead letters could not be written and will be again', { error, letters: waiting.length });
        timer = setTimeout(kick, RETRY_MS);
      })
      .finally(() => { running = undefined; });
  };
  const keep = (letter: NewRecord, why: string): void => {
    const name = nameOf(letter.headers);
    if (told.has(name)) return;
    told.add(name);
    logger.error(why, { stage: letter.headers?.['dlq_stage'], key: letter.key, reason: letter.headers?.['dlq_reason'] });
    waiting = [...waiting, letter];
    kick();
  };

  return {
    refused: (record, batch, error) => keep(deadLetter(record, batch, `${STAGE}/${batch.topic}`, error), 'the fold does not take a record, which is kept as a dead letter'),
    leftOut: (faults) => {
      for (const fault of faults) keep(letterOf(fault), 'an event cannot be judged and is left out of its incident and kept as a dead letter');
    },
    stop: async () => {
      clearTimeout(timer);
      await running;
    },
  };
};
