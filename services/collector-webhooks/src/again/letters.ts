import { topics } from '@culprit/domain';
import type { EventLog, LogRecord } from '@culprit/ports';
import { unpacked } from '../delivery/packed.js';
import { STAGE } from '../delivery/records.js';
import { readFrom } from './read-between.js';

/** A dead letter as people ask for it. */
export interface Letter {
  /** Its place among the dead letters. */
  readonly id: string;
  /** When it was kept, RFC 3339. */
  readonly at: string;
  readonly stage: string;
  /** Where it was to go, or `provider/endpoint` where it came in. */
  readonly topic: string;
  readonly provider: string | undefined;
  readonly reason: string;
  readonly key: string | null;
  readonly bytes: number;
  /** When it was redriven; undefined while it waits. */
  readonly redrivenAt: string | undefined;
}

/** A letter with what is in it. */
export interface Opened extends Letter {
  /** The headers of what could not be taken. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they came; null where they were too many to keep. */
  readonly body: Buffer | null;
  readonly record: LogRecord;
}

export interface LetterFilter {
  /** The letter's stage, or what it begins with: `projector`. */
  readonly stage?: string | undefined;
  readonly provider?: string | undefined;
  /** Text that stands in the reason. */
  readonly reason?: string | undefined;
  /** Kept at or after this time, RFC 3339. */
  readonly since?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  /** Also those that were redriven. */
  readonly all?: boolean | undefined;
}

/** On a record among the letters that says of one of them that it was redriven. */
export const REDRIVEN = 'dlq_redriven';
const ORIGINAL = 'original_';

/** The letters that fit, oldest first. */
export const readLetters = async (log: EventLog, filter: LetterFilter): Promise<Opened[]> => {
  const letters: Opened[] = [];
  const redriven = new Map<string, string>();
  await readFrom(log, topics.dlq.name, filter.since === undefined ? 0 : Date.parse(filter.since), async (batch) => {
    for (const { record, partition } of batch) {
      const marked = record.headers[REDRIVEN];
      if (marked !== undefined) redriven.set(marked, new Date(record.timestamp).toISOString());
      else {
        const letter = opened(record, partition);
        if (fits(letter, filter)) letters.push(letter);
      }
    }
  });
  return letters.map((letter) => ({ ...letter, redrivenAt: redriven.get(letter.id) })).filter(({ redrivenAt }) => filter.all === true || redrivenAt === undefined);
};

const opened = (record: LogRecord, partition: number): Opened => {
  const { headers, value, key, offset, timestamp } = record;
  const { dlq_stage: stage = 'unknown', dlq_topic: topic = '', dlq_reason: reason = '' } = headers;
  const ours = stage === STAGE;
  return {
    id: partition === 0 ? String(offset) : `${partition}:${offset}`,
    at: new Date(timestamp).toISOString(), stage, topic, reason, key, redrivenAt: undefined, record,
    provider: ours ? topic.split('/', 1)[0] : undefined,
    bytes: value?.length ?? 0,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(ORIGINAL)).map(([name, said]) => [name.slice(ORIGINAL.length), said])),
    body: value === null ? null : ours ? unpacked(value, headers) : value,
  };
};

const fits = (letter: Letter, { stage, provider, reason, ids }: LetterFilter): boolean =>
  (stage === undefined || letter.stage === stage || letter.stage.startsWith(`${stage}/`)) &&
  (provider === undefined || letter.provider === provider) &&
  (reason === undefined || letter.reason.includes(reason)) &&
  (ids === undefined || ids.includes(letter.id));
