import { envelope, parseEventText, topics, type CulpritEvent, type EventKind, type EventOf, type Parsed } from '@culprit/domain';
import { RecordTooLarge, recordBytes, type Batch, type EventLog, type LogRecord, type NewRecord } from '@culprit/ports';

/** The record that an event goes to the log as. Equal statements give equal records. */
export const eventRecord = (event: CulpritEvent): NewRecord => envelope(event);

/** Reads the value of a record as an event of this kind: bytes → JSON → the domain's schema. Never throws. */
export const parseRecord = <K extends EventKind>(kind: K, record: Pick<LogRecord, 'value'>): Parsed<EventOf[K]> => {
  if (record.value === null) return { ok: false, error: 'event: the record has no value' };
  return parseEventText(kind, record.value.toString('utf8'));
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The limit of a reason; what cannot be read is often quoted whole in its error. */
const REASON_MAX = 2000;

/**
 * The record of `culprit.dlq.v1` for one that `stage` (a service and what it was doing, `projector/changes`) cannot take: the original
 * bytes and key; the original headers as `original_<name>`; why and where it stood as `dlq_reason`, `dlq_stage`, `dlq_topic`,
 * `dlq_partition`, `dlq_offset`, `dlq_timestamp` (ms since 1970).
 */
export const deadLetter = (record: LogRecord, batch: Pick<Batch, 'topic' | 'partition'>, stage: string, error: unknown): NewRecord => ({
  topic: topics.dlq.name,
  partitionKey: stage,
  key: record.key,
  value: record.value,
  headers: {
    ...Object.fromEntries(Object.entries(record.headers).map(([name, value]) => [`original_${name}`, value])),
    dlq_reason: reasonOf(error).slice(0, REASON_MAX),
    dlq_stage: stage,
    dlq_topic: batch.topic,
    dlq_partition: String(batch.partition),
    dlq_offset: String(record.offset),
    dlq_timestamp: String(record.timestamp),
  },
});

/**
 * Appends dead letters. One that is too large for the log with what it says of its record goes without the value (`dlq_cut` tells how many
 * bytes that was): its place says where that still stands.
 */
export const appendLetters = async (log: Pick<EventLog, 'append'>, letters: readonly NewRecord[]): Promise<void> => {
  try {
    await log.append(letters);
  } catch (error) {
    if (!(error instanceof RecordTooLarge)) throw error;
    await log.append(letters.map((letter) => (recordBytes(letter) > error.maxBytes ? cut(letter) : letter)));
  }
};

const cut = (letter: NewRecord): NewRecord => ({ ...letter, value: null, headers: { ...letter.headers, dlq_cut: String(letter.value?.length ?? 0) } });
