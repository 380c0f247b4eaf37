import { setTimeout as pause } from 'node:timers/promises';
import { topics, type CulpritEvent, type Environment, type Service } from '@culprit/domain';
import { eventRecord, parseRecord } from '@culprit/nest';
import { RecordTooLarge, type EventLog, type Logger, type Position, type ReadStore } from '@culprit/ports';
import { badInput, UserFault } from '../errors.js';
import { counting } from './mapping.js';

/** Topics that people write to through this room. */
export const WRITTEN = [topics.catalog, topics.changes, topics.feedback];
/** How long a mutation waits for the store to show what it wrote, ms. */
const SHOWN_MS = 2000;
const POLL_MS = 50;
const READ_MS = 4000;

export interface Writer {
  readonly environments: readonly Environment[];
  /** The catalog as the topic says it now. */
  catalog(): Promise<Map<string, Service>>;
  /** Resolves when the events are durable. */
  append(events: readonly CulpritEvent[]): Promise<Position[]>;
  /** True when the store shows what stands at these positions; false when it does not within two seconds. */
  shown(positions: readonly Position[]): Promise<boolean>;
  /** One after the other, so that each sees what the one before has said. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

interface World {
  readonly log: EventLog;
  readonly store: ReadStore;
  readonly logger: Logger;
}

const unavailable = (): UserFault => new UserFault('the event log does not take records now: it is not known to be written, send it again', 'UNAVAILABLE');

export const writerOf = ({ log, store, logger }: World, environments: readonly Environment[]): Writer => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    environments,
    catalog: () => readCatalog(log).catch((error: unknown) => {
      logger.warn('the catalog topic could not be read for a mutation', { error });
      throw unavailable();
    }),
    append: async (events) => {
      try {
        return await log.append(events.map(eventRecord));
      } catch (error) {
        if (error instanceof RecordTooLarge) throw badInput('this is larger than the event log takes');
        logger.error('a mutation could not be written', { events: events.length, error });
        throw unavailable();
      }
    },
    shown: async (positions) => {
      for (let waited = 0; waited < SHOWN_MS; waited += POLL_MS) {
        const stored = await store.positions().catch(() => []);
        if (positions.every((p) => stored.some((s) => s.topic === p.topic && s.partition === p.partition && s.next > p.offset))) return true;
        await pause(POLL_MS);
      }
      return false;
    },
    inTurn: (work) => {
      const mine = last.then(work, work);
      last = mine.catch(() => {});
      return mine;
    },
  };
};

/** From its beginning to its end of now. A log that is away is not waited for. */
const readCatalog = async (log: EventLog): Promise<Map<string, Service>> => {
  const late = AbortSignal.timeout(READ_MS);
  const over = new Promise<never>((_, reject) => late.addEventListener('abort', () => reject(new Error(`not read within ${READ_MS} ms`)), { once: true }));
  over.catch(() => {});
  const statements: Service[] = [];
  const opened = log.read({ topics: [topics.catalog.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      const parsed = parseRecord('service', record);
      if (parsed.ok) statements.push(parsed.event);
    }
  });
  try {
    await Promise.race([opened.then((reader) => reader.caughtUp()), over]);
  } finally {
    void opened.then((reader) => reader.stop()).catch(() => {});
  }
  return counting(statements);
};
