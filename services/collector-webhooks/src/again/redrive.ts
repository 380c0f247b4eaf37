import { envelope, topics, type CulpritEvent, type EventKind } from '@culprit/domain';
import { eventRecord, parseRecord } from '@culprit/nest';
import type { NewRecord } from '@culprit/ports';
import { packed } from '../delivery/packed.js';
import { MAX_KEYS, parseBody } from '../delivery/parse-body.js';
import { parserOf } from '../delivery/receive.js';
import { deliveryRecord, STAGE, whereOf } from '../delivery/records.js';
import { providers } from '../providers/index.js';
import { readLetters, REDRIVEN, type Letter, type LetterFilter, type Opened } from './letters.js';
import { paceOf } from './pace.js';
import { readFrom } from './read-between.js';
import type { Again } from './world.js';

export interface RedriveRequest extends LetterFilter {
  readonly dryRun: boolean;
  /** Most letters a second. */
  readonly rate: number;
  /** Who asked for it. */
  readonly by: string;
}

export interface Redriven {
  readonly letter: Letter;
  /** `taken`: it is on the log now, and no letter any more. `refused`: it stays one, for this reason. */
  readonly is: 'taken' | 'refused';
  readonly reason: string;
}

type Way = { readonly records: readonly NewRecord[]; readonly what: string } | { readonly refused: string };

const kinds: Readonly<Record<string, EventKind>> = {
  [topics.changes.name]: 'change', [topics.alerts.name]: 'alert', [topics.dependencies.name]: 'dependency', [topics.catalog.name]: 'service', [topics.feedback.name]: 'feedback',
};

/**
 * Sends dead letters on their way again: a delivery is read by the present mapping with the headers it came with, anything else goes back to its topic.
 * Ids stay, so what comes twice counts once; each letter that was taken is marked with who asked, and is not taken again unless that is asked for.
 */
export const redrive = async (again: Again, { dryRun, rate, by, ...filter }: RedriveRequest): Promise<Redriven[]> => {
  const { log, clock, logger } = again;
  const pace = paceOf(rate, clock);
  const done: Redriven[] = [];
  for (const letter of await readLetters(log, filter)) {
    const way = await (letter.stage === STAGE ? deliveredAgain(again, letter) : toItsTopic(again, letter));
    if ('refused' in way) {
      done.push({ letter, is: 'refused', reason: way.refused });
      continue;
    }
    if (!dryRun) {
      await log.append([...way.records, markOf(letter, by, way.what)]);
      logger.info('A dead letter was redriven.', { letter: letter.id, stage: letter.stage, key: letter.key, by, became: way.what });
      await pace.passed(1);
    }
    done.push({ letter, is: 'taken', reason: way.what });
  }
  return done;
};

const markOf = (letter: Letter, by: string, what: string): NewRecord => ({
  topic: topics.dlq.name,
  partitionKey: letter.stage,
  key: letter.key,
  value: null,
  headers: { [REDRIVEN]: letter.id, dlq_stage: 'redrive', dlq_by: by.slice(0, 200), dlq_reason: what },
});

const deliveredAgain = async ({ reader }: Again, { topic: at, headers, body, record, key }: Opened): Promise<Way> => {
  if (body === null) return { refused: 'its bytes were not kept' };
  if (headers['culprit_cut_from'] !== undefined) return { refused: 'only its beginning was kept' };
  const receivedAt = new Date(Number(record.headers['dlq_timestamp'] ?? record.timestamp)).toISOString();
  const meaning = await reader.read(at, headers, body, receivedAt);
  if (meaning === undefined) return { refused: `there is no provider ${whereOf(at).provider}` };
  if (meaning.is === 'reject') return { refused: `not understood: ${meaning.reason}` };
  const provider = providers.find(({ name }) => name === whereOf(at).provider);
  const parsed = parseBody(headers['content-type'] ?? '', body, { maxKeys: provider?.maxKeys ?? MAX_KEYS });
  const { culprit_redaction: _rules, ...original } = headers;
  const kept = { at, id: key?.slice(at.length + 1) ?? '', receivedAt, headers: original, body: packed(body, parsed, parsed.ok ? { value: parsed.value } : undefined) };
  return meaning.is === 'ok'
    ? { records: [deliveryRecord(kept, parserOf(meaning.events)), ...meaning.events.map(eventRecord)], what: `${meaning.events.length} ${meaning.events.length === 1 ? 'event' : 'events'}` }
    : { records: [deliveryRecord(kept)], what: `nothing: ${meaning.reason}` };
};

/** Appended as it was, behind what came since: consumers know it by its id. */
const toItsTopic = async ({ log }: Again, letter: Opened): Promise<Way> => {
  const { topic, body, headers } = letter;
  const kind = kinds[topic];
  if (kind === undefined) return { refused: `what stands on ${topic} is written by its owner, who writes it again` };
  if (body === null) return { refused: 'its bytes were not kept' };
  const read = parseRecord(kind, { value: body });
  if (!read.ok) return { refused: `it cannot be read still: ${read.error}` };
  const { partitionKey, key } = envelope({ kind, event: read.event } as CulpritEvent);
  if (Object.values(topics).some((spec) => spec.name === topic && spec.compacted) && (await isNewer(log, letter, key))) return { refused: 'something newer is known of the same thing' };
  return { records: [{ topic, partitionKey, key, value: body, headers }], what: `appended to ${topic}` };
};

/** In a compacted topic the last record of a key is all that stays of it: an old one may not come behind a newer. */
const isNewer = async (log: Again['log'], { topic, record: { headers } }: Opened, key: string): Promise<boolean> => {
  let newer = false;
  const [place, partition] = [Number(headers['dlq_offset'] ?? -1), Number(headers['dlq_partition'] ?? -1)];
  await readFrom(log, topic, 0, async (batch) => {
    newer ||= batch.some(({ record, partition: there }) => record.key === key && (there !== partition || record.offset > place));
  });
  return newer;
};
