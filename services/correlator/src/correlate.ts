import { setTimeout } from 'node:timers/promises';
import { type Fold, createFold, timeOf, topics, type Rules } from '@culprit/domain';
import { parseRecord, type World } from '@culprit/nest';
import { type Batch, type Reader, partitionOf } from '@culprit/ports';
import { keepDeadLetters } from './dead-letters.js';
import { type Inputs, readInputs } from './inputs.js';
import { type NewestRecords, newestRecords } from './newest-records.js';
import { publishedIncidents } from './published.js';
import { type Publisher, startPublisher } from './publisher.js';
import { isTaken, startPosition } from './start-position.js';

/** How far back events are kept in memory; what was written or built as much longer as the rules say. */
const KEPT_MS = 144 * 3_600_000;
const FORGET_EVERY_MS = 3_600_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/** One correlator: it folds everything, and publishes the incidents of the partitions that it is assigned. */
export interface Correlation {
  assigned(partitions: readonly number[]): void;
  /** Resolves once it can publish, or has been stopped: before that it is no use to the group. */
  readonly started: Promise<void>;
  /** Resolves once this batch of alerts is folded and what it led to is published: its position may be committed. */
  done(batch: Batch): Promise<void>;
  /** What it still waits for, or cannot do; undefined once it has read every input to the end it had at the start. */
  waitsFor(): string | undefined;
  stop(): Promise<void>;
}

export const correlate = (world: World, rules: Rules, publicUrl: string | undefined): Correlation => {
  const { log, logger } = world;
  const fold = createFold(rules);
  const published = publishedIncidents();
  const letters = keepDeadLetters(world);
  const readers: Reader[] = [];
  const stopping = new AbortController();
  const share = world.metrics.gauge('culprit_correlator_partitions', 'Partitions of alerts whose incidents are ours to publish.');
  let partitions = 0;
  let owned: ReadonlySet<number> = new Set();
  let inputs: Inputs | undefined;
  let publisher: Publisher | undefined;
  let waits: string | undefined = 'reading the log from its start position';
  let forgotten = '';

  const partitionOfEnvironment = (environment: string): number => partitionOf(environment, partitions);
  const owns = (environment: string): boolean => owned.has(partitionOfEnvironment(environment));

  const takeIncidents = ({ records, topic, partition }: Batch): void => {
    for (const record of records) {
      if (record.value === null || published.isNewest(record.key, record.offset)) continue;
      const parsed = parseRecord('incident', record);
      if (!parsed.ok) {
        logger.warn('a record is not an incident and is passed over', { topic, partition, offset: record.offset, reason: parsed.error });
        continue;
      }
      if (published.put(parsed.event, record.offset) && owns(parsed.event.environment)) publisher?.kick();
    }
  };

  /** Rejects when this is stopped meanwhile. */
  const readWhole = async (reader: Reader): Promise<void> => {
    readers.push(reader);
    if (stopping.signal.aborted) await reader.stop();
    await reader.caughtUp();
  };

  const start = async (): Promise<void> => {
    partitions = (await log.ends(topics.alerts.name)).length;
    const position = await startPosition(log, rules);
    let beginning: NewestRecords | undefined = newestRecords();
    await readWhole(await log.read({ topics: [topics.incidents.name], from: 'earliest' }, (batch) => (beginning === undefined ? takeIncidents(batch) : beginning.take(batch))));
    for (const batch of beginning.batches()) takeIncidents(batch);
    beginning = undefined;
    for (const incident of published.all()) {
      if (incident.status !== 'merged' && isTaken(incident.openedAt, position.committedAt, rules.fold.settledAfter)) fold.adopt(incident);
    }
    inputs = await readInputs({ ...world, letters }, fold, position, () => {
      forget(fold);
      publisher?.kick();
    });
    await readWhole(inputs.reader);
    publisher = startPublisher({ ...world, fold, published, letters, publicUrl }, owns);
    waits = undefined;
    logger.info('every input is read and incidents are published from here on', { committedAt: position.committedAt, environments: fold.environments().length });
    publisher.kick();
  };

  const forget = (of: Fold): void => {
    const now = of.now();
    if (now === '' || (forgotten !== '' && Date.parse(now) - Date.parse(forgotten) < FORGET_EVERY_MS)) return;
    // nothing is dropped before the first publication: a rebuild refolds all that is kept
    if (publisher !== undefined) of.forget(timeOf(Date.parse(now) - KEPT_MS));
    forgotten = now;
  };

  const patiently = async (): Promise<void> => {
    for (let wait = FIRST_RETRY_MS; !stopping.signal.aborted; wait = Math.min(wait * 2, LAST_RETRY_MS)) {
      try {
        return await start();
      } catch (error) {
        if (stopping.signal.aborted) return;
        waits = `reading the log failed and is tried again: ${error instanceof Error ? error.message : String(error)}`;
        logger.warn('the log could not be read from the start position and will be again', { error });
        await Promise.all(readers.splice(0).map((reader) => reader.stop()));
        await setTimeout(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  const started = patiently();

  return {
    started,
    assigned: (now) => {
      owned = new Set(now);
      share.set(owned.size);
      publisher?.kick();
    },
    done: async (batch) => {
      await started;
      if (inputs === undefined || publisher === undefined) throw new Error('stopped before the log was read: nothing of this batch is published');
      await inputs.reached(batch.partition, batch.records.at(-1)?.offset ?? -1);
      await publisher.flushed(() => fold.environments().filter((e) => partitionOfEnvironment(e) === batch.partition));
    },
    waitsFor: () => waits ?? publisher?.stuck(),
    stop: async () => {
      stopping.abort();
      await Promise.all(readers.map((reader) => reader.stop()));
      await started;
      await Promise.all(readers.map((reader) => reader.stop()));
      await publisher?.stop();
      await letters.stop();
    },
  };
};
