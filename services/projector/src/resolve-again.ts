import type { Clock, Logger, Metrics, ReadStore } from '@culprit/ports';
import type { CatalogFeed } from './catalog-feed.js';
import { staleSubjects } from './names.js';

/** Catalog statements that come together are answered together. */
const GATHER_MS = 300;
/** Another projector may have written by an older catalog and died before it could mend that. */
const CHECK_MS = 30_000;
const RETRY_MS = 2_000;

export interface ResolveAgain {
  /** From here on, by this catalog; before it there is nothing to resolve by. */
  follow(feed: CatalogFeed): void;
  /** The catalog has changed. */
  kick(): void;
  stop(): Promise<void>;
}

interface World {
  readonly store: ReadStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Keeps the services of all subjects as the newest catalog has them; facts are never rewritten. */
export const resolveAgain = ({ store, clock, logger, metrics }: World): ResolveAgain => {
  let feed: CatalogFeed | undefined;
  const renamed = metrics.counter('culprit_projector_subjects_renamed_total', 'Subjects that a catalog change gave other services.');
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const schedule = (delay: number): void => {
    const at = clock.now() + delay;
    if (stopped || at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => {
      due = Number.POSITIVE_INFINITY;
      running = running.then(once);
    }, delay);
    timer.unref();
  };
  const once = async (): Promise<void> => {
    const known = feed?.current();
    if (stopped || known === undefined) return;
    try {
      const rows = staleSubjects(await store.subjects(), known.catalog, known.version);
      if (rows.length > 0) await store.writeSubjects(rows);
      renamed.add(rows.length);
      schedule(CHECK_MS);
    } catch (error) {
      logger.warn('names could not be resolved again and will be', { error });
      schedule(RETRY_MS);
    }
  };

  return {
    follow: (now) => {
      feed = now;
      schedule(0);
    },
    kick: () => schedule(GATHER_MS),
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
