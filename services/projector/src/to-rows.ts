import { topics, type Parsed } from '@culprit/domain';
import { parseRecord } from '@culprit/nest';
import type { Batch, LogRecord, StoreBatch } from '@culprit/ports';

/** A record that is not what its topic holds, and why. */
export interface Poison {
  readonly record: LogRecord;
  readonly reason: string;
}

export interface Rows {
  readonly rows: StoreBatch;
  readonly poison: readonly Poison[];
}

type Lists = Omit<StoreBatch, 'range'>;
type Take = (records: readonly LogRecord[], poison: Poison[]) => Lists;

/** Every record that is read by `parse`; the others as poison. A tombstone says nothing new. */
const read = <T>(records: readonly LogRecord[], poison: Poison[], parse: (record: LogRecord) => Parsed<T>): T[] =>
  records.flatMap((record) => {
    if (record.value === null) return [];
    const parsed = parse(record);
    if (parsed.ok) return [parsed.event];
    poison.push({ record, reason: parsed.error });
    return [];
  });

const takes: ReadonlyMap<string, Take> = new Map<string, Take>([
  [topics.changes.name, (records, poison) => ({ changes: read(records, poison, (r) => parseRecord('change', r)) })],
  [topics.alerts.name, (records, poison) => ({ alerts: read(records, poison, (r) => parseRecord('alert', r)) })],
  [topics.dependencies.name, (records, poison) => ({ dependencies: read(records, poison, (r) => parseRecord('dependency', r)) })],
  [topics.catalog.name, (records, poison) => ({ services: read(records, poison, (r) => parseRecord('service', r)) })],
  [topics.coverage.name, (records, poison) => ({ coverage: read(records, poison, (r) => parseRecord('coverage', r)) })],
  [topics.feedback.name, (records, poison) => ({ feedback: read(records, poison, (r) => parseRecord('feedback', r)) })],
  [
    topics.incidents.name,
    (records, poison) => ({
      incidents: read(records, poison, (record) => {
        const parsed = parseRecord('incident', record);
        return parsed.ok ? { ok: true, event: { offset: record.offset, incident: parsed.event } } : parsed;
      }),
    }),
  ],
]);

/** What is projected: every topic but deliveries, dead letters and the Kubernetes collector's own state. */
export const projected: readonly string[] = [...takes.keys()];

/** The rows of a batch, and what of it cannot be read. The range is that of the offsets, with what was poison. */
export const toRows = ({ topic, partition, records }: Batch): Rows => {
  const take = takes.get(topic);
  const [first, last] = [records[0], records.at(-1)];
  if (take === undefined || first === undefined || last === undefined) throw new Error(`${topic} is not a topic that is projected`);
  const poison: Poison[] = [];
  const lists = take(records, poison);
  return { rows: { range: { topic, partition, first: first.offset, last: last.offset }, ...lists }, poison };
};

/** The same range with nothing in it: all of it is passed over. */
export const emptied = ({ range }: StoreBatch): StoreBatch => ({ range });

/** A batch of at least two records as two, in order. */
export const halves = (batch: Batch): [Batch, Batch] => {
  const middle = Math.ceil(batch.records.length / 2);
  return [{ ...batch, records: batch.records.slice(0, middle) }, { ...batch, records: batch.records.slice(middle) }];
};
