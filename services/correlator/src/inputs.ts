import { type CulpritEvent, type EventKind, type Fold, topics } from '@culprit/domain';
import { parseRecord } from '@culprit/nest';
import type { Batch, EventLog, Logger, Metrics, Reader } from '@culprit/ports';
import type { DeadLetters } from './dead-letters.js';
import type { StartPosition } from './start-position.js';

const kinds: ReadonlyMap<string, Exclude<EventKind, 'incident' | 'feedback'>> = new Map([
  [topics.alerts.name, 'alert'],
  [topics.changes.name, 'change'],
  [topics.dependencies.name, 'dependency'],
  [topics.catalog.name, 'service'],
  [topics.coverage.name, 'coverage'],
] as const);

/** Everything that the fold is made of, read whole by every correlator. */
export interface Inputs {
  readonly reader: Reader;
  /** Resolves once the alerts of a partition are in the fold up to and including this offset. */
  reached(partition: number, offset: number): Promise<void>;
}

export const readInputs = async (
  { log, logger, metrics, letters }: { log: EventLog; logger: Logger; metrics: Metrics; letters: DeadLetters },
  fold: Fold,
  { from, matters }: StartPosition,
  added: () => void,
): Promise<Inputs> => {
  const events = metrics.counter('culprit_correlator_events_total', 'Events taken into the fold.', ['kind']);
  const poison = metrics.counter('culprit_correlator_unreadable_total', 'Records that are not events; the projector keeps them as dead letters.', ['topic']);
  const next = new Map<number, number>();
  let waiting: { partition: number; offset: number; resolve: () => void }[] = [];

  const take = ({ topic, partition, records }: Batch): void => {
    const kind = kinds.get(topic);
    if (kind === undefined) return;
    for (const record of records) {
      // a tombstone: the key is gone from the topic, but what was said stays part of the set
      if (record.value === null) continue;
      const parsed = parseRecord(kind, record);
      if (parsed.ok) {
        try {
          const event = { kind, event: parsed.event } as CulpritEvent;
          if (matters(event)) fold.add(event);
        } catch (error) {
          letters.refused(record, { topic, partition }, error);
        }
        continue;
      }
      poison.add(1, { topic });
      logger.warn('a record is not an event and is passed over', { topic, partition, offset: record.offset, reason: parsed.error });
    }
    events.add(records.length, { kind });
    added();
    if (kind !== 'alert') return;
    next.set(partition, (records.at(-1)?.offset ?? -1) + 1);
    const ready = waiting.filter((w) => w.partition === partition && w.offset < (next.get(partition) ?? 0));
    waiting = waiting.filter((w) => !ready.includes(w));
    for (const { resolve } of ready) resolve();
  };

  const reader = await log.read({ topics: [...kinds.keys()], from }, take);
  return {
    reader,
    reached: (partition, offset) =>
      new Promise((resolve) => {
        if ((next.get(partition) ?? 0) > offset) resolve();
        else waiting.push({ partition, offset, resolve });
      }),
  };
};
