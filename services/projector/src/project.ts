import { appendLetters, deadLetter, type Readiness, type World } from '@culprit/nest';
import { type Batch, RowsRefused, type StoreBatch, subjectsOf } from '@culprit/ports';
import { followCatalog } from './catalog-feed.js';
import { newSubjects, remember } from './names.js';
import { resolveAgain } from './resolve-again.js';
import { type Poison, emptied, halves, toRows } from './to-rows.js';

/** A batch of this size is worth an insert of its own. */
const LARGE = 1000;
/** Most subjects kept in mind; one that is forgotten is only written again. */
const MOST_KNOWN = 200_000;

export interface Projection {
  /** Resolves when the batch can be read from the store. */
  take(batch: Batch): Promise<void>;
  /** Not ready from a write that failed until one of the same partition does not. */
  readiness(): Readiness;
  stop(): Promise<void>;
}

export const startProjection = async (world: World, paceMs: number): Promise<Projection> => {
  const { store, log, logger, clock, metrics } = world;
  const written = metrics.counter('culprit_projector_records_total', 'Records written to the read store.', ['topic']);
  const letters = metrics.counter('culprit_dead_letters_total', 'Records kept as dead letters.', ['stage']);
  const seconds = metrics.histogram('culprit_projector_write_seconds', 'Time to write one batch.', ['topic']);
  const known = new Set<string>();
  const stopping = new AbortController();
  const lastAt = new Map<string, number>();
  const failing = new Map<string, Failure>();
  const again = resolveAgain(world);
  const feed = await followCatalog(log, () => again.kick());
  await feed.reader.caughtUp();
  again.follow(feed);

  const bury = async (batch: Batch, poison: readonly Poison[], why: string): Promise<void> => {
    if (poison.length === 0) return;
    const stage = `projector/${batch.topic}`;
    await appendLetters(log, poison.map(({ record, reason }) => deadLetter(record, batch, stage, reason)));
    letters.add(poison.length, { stage });
    logger.warn(why, { topic: batch.topic, partition: batch.partition, records: poison.length, first: poison[0]?.reason });
  };

  const write = async (batch: Batch): Promise<void> => {
    const { rows, poison } = toRows(batch);
    await bury(batch, poison, 'records are not what their topic holds and are kept as dead letters');
    await writeRows(batch, rows);
    written.add(batch.records.length, { topic: batch.topic });
  };

  /** A row that the store refuses is found by halves and kept as a dead letter; its neighbours go in. */
  const writeRows = async (batch: Batch, rows: StoreBatch): Promise<void> => {
    try {
      await writeWhole(rows);
    } catch (error) {
      if (!(error instanceof RowsRefused)) throw error;
      const [record, ...others] = batch.records;
      if (record !== undefined && others.length === 0) {
        await bury(batch, [{ record, reason: error.message }], 'the read store refuses a record, which is kept as a dead letter');
        return store.write(emptied(rows));
      }
      // in order: what is written is known by how far it goes
      for (const half of halves(batch)) await writeRows(half, toRows(half).rows);
    }
  };

  const writeWhole = async (rows: StoreBatch): Promise<void> => {
    const names = feed.current();
    const subjects = newSubjects(subjectsOf(rows), known, names.catalog, names.version);
    // before the facts: what is announced by its position can be found by its service
    if (subjects.length > 0) await store.writeSubjects(subjects);
    if (known.size + subjects.length > MOST_KNOWN) known.clear();
    remember(subjects, known);
    // by a catalog that grew meanwhile nobody may have looked at these
    if (subjects.length > 0 && feed.current().version !== names.version) again.kick();
    await store.write(rows);
  };

  /** A partition that was just written gathers first; the others do not wait for it longer than that. */
  const gather = (batch: Batch): Promise<void> => {
    const last = lastAt.get(nameOf(batch));
    if (last === undefined || batch.records.length >= LARGE) return Promise.resolve();
    return pause(last + paceMs - clock.now(), stopping.signal);
  };

  return {
    take: async (batch) => {
      await gather(batch);
      const started = clock.now();
      try {
        await write(batch);
        failing.delete(nameOf(batch));
      } catch (error) {
        failing.set(nameOf(batch), { reason: error instanceof Error ? error.message : String(error), at: clock.now() });
        throw error;
      }
      lastAt.set(nameOf(batch), clock.now());
      seconds.observe((clock.now() - started) / 1000, { topic: batch.topic });
    },
    readiness: () => readinessOf(failing, clock.now()),
    stop: async () => {
      stopping.abort();
      await feed.reader.stop();
      await again.stop();
    },
  };
};

const nameOf = ({ topic, partition }: Batch): string => `${topic}/${partition}`;

/** Why the last write of a partition failed, and when (ms). */
interface Failure {
  readonly reason: string;
  readonly at: number;
}
/** A batch that fails comes again within seconds; one that does not went to another projector with its partition. */
const OURS_MS = 120_000;

const readinessOf = (failing: ReadonlyMap<string, Failure>, now: number): Readiness => {
  const [first, ...others] = [...failing].filter(([, { at }]) => now - at < OURS_MS);
  if (first === undefined) return { ready: true, reason: 'writing' };
  const [partition, { reason }] = first;
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  return { ready: false, reason: `the read store was not written (${partition}${more}): ${reason.slice(0, 300)}` };
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ms <= 0 || signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
