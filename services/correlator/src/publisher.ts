import type { Fold, Incident } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { Clock, EventLog, Logger, Metrics } from '@culprit/ports';
import type { DeadLetters } from './dead-letters.js';
import { dueRevisions } from './due.js';
import type { Published } from './published.js';

/** At most one revision of an incident in this time, but the first at once and the last always. */
const PACE_MS = 1000;
/** Events that arrive together are judged together; where judging takes longer, those that arrive in as long again, up to a limit: what waits for others on a busy machine is not to wait twice. */
const GATHER_MS = 10;
const MOST_GATHER_MS = 150;
const RETRY_MS = 1000;
/** Most that one append carries: a rebuild publishes thousands, and an append is given seconds. */
const AT_ONCE = 200;

interface World {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly fold: Fold;
  readonly published: Published;
  readonly letters: DeadLetters;
  readonly publicUrl: string | undefined;
}

/** Keeps the incidents topic equal to the fold, for the environments that `owns` says are ours. */
export interface Publisher {
  /** Something was added to the fold or read from the topic. */
  kick(): void;
  /** Why nothing of an environment of ours can be published; undefined when all can. */
  stuck(): string | undefined;
  /** Resolves once the topic says what the fold said of these environments when it was called, or something newer; rejects where one is stuck. */
  flushed(environments: () => readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export const startPublisher = (world: World, owns: (environment: string) => boolean): Publisher => {
  const { log, clock, logger, fold, published, letters } = world;
  const written = world.metrics.counter('culprit_incident_revisions_total', 'Revisions of incidents published.', ['what']);
  const judging = world.metrics.histogram('culprit_correlator_judge_seconds', 'Time to bring the incidents of all environments up to date.');
  const unpublished = world.metrics.gauge('culprit_correlator_unpublished', '1 while something that was read is not judged, or not published, yet.');
  const lastAt = new Map<string, number>();
  let timer: { handle: NodeJS.Timeout; at: number } | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;
  let round = 0;
  let tookMs = 0;
  let waiting: { environments: () => readonly string[]; round: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  /** Environments that cannot be judged as a whole, and why. The others go on. */
  const stuck = new Map<string, string>();
  /** Incidents of which the topic does not yet say what the fold says, and since which round. */
  let behind = new Map<string, { environment: string; since: number }>();

  const schedule = (delay: number): void => {
    const at = clock.now() + delay;
    if (stopped || (timer !== undefined && timer.at <= at)) return;
    if (timer !== undefined) clearTimeout(timer.handle);
    unpublished.set(1);
    timer = { at, handle: setTimeout(() => void run(), delay) };
  };

  /** When the round began: what rests does so for all of it. */
  let roundAt = 0;
  /** ms until the next revision of an incident may go. */
  const restOf = (id: string): number => (lastAt.get(id) ?? Number.NEGATIVE_INFINITY) + PACE_MS - roundAt;
  const rests = (id: string): boolean => restOf(id) > 0;

  const judged = (environment: string): Incident[] => {
    try {
      const due = dueRevisions(fold, environment, published, world.publicUrl, rests);
      stuck.delete(environment);
      return due;
    } catch (error) {
      if (!stuck.has(environment)) logger.error('an environment cannot be judged and is not published', { environment, error });
      stuck.set(environment, error instanceof Error ? error.message : String(error));
      return [];
    }
  };

  const collect = (): { now: Incident[]; wait: number | undefined } => {
    const now: Incident[] = [];
    const still: typeof behind = new Map();
    let wait: number | undefined;
    const keep = (id: string, environment: string): void => void still.set(id, behind.get(id) ?? { environment, since: round });
    const later = (id: string, environment: string): void => {
      keep(id, environment);
      wait = Math.min(wait ?? PACE_MS, restOf(id));
    };
    round += 1;
    roundAt = clock.now();
    for (const id of lastAt.keys()) if (!rests(id)) lastAt.delete(id);
    for (const environment of fold.environments()) {
      if (!owns(environment)) continue;
      const due = judged(environment);
      letters.leftOut(fold.faults(environment));
      for (const incident of due) {
        if (rests(incident.id)) later(incident.id, environment);
        else {
          keep(incident.id, environment);
          now.push(incident);
        }
      }
      if (stuck.has(environment)) continue;
      for (const id of fold.waiting(environment)) later(id, environment);
      if (due.length === 0) fold.settle(environment);
    }
    behind = still;
    return { now, wait };
  };

  const publish = async (incidents: readonly Incident[]): Promise<void> => {
    for (let at = 0; at < incidents.length; at += AT_ONCE) await publishSome(incidents.slice(at, at + AT_ONCE));
  };
  const publishSome = async (incidents: readonly Incident[]): Promise<void> => {
    const positions = await log.append(incidents.map((event) => eventRecord({ kind: 'incident', event })));
    incidents.forEach((incident, i) => {
      published.put(incident, positions[i]?.offset ?? 0);
      behind.delete(incident.id);
      lastAt.set(incident.id, clock.now());
      written.add(1, { what: incident.what[0] ?? '' });
    });
  };

  const once = async (): Promise<void> => {
    const started = clock.now();
    const { now, wait } = collect();
    tookMs = clock.now() - started;
    judging.observe(tookMs / 1000);
    if (wait !== undefined) schedule(wait);
    if (now.length === 0) return;
    try {
      await publish(now);
    } catch (error) {
      logger.warn('incidents could not be published and will be again', { error, incidents: now.length });
      schedule(RETRY_MS);
    }
  };

  /** Whoever waits is let go once all that was due in its round, or before, has been published. */
  const release = (): void => {
    const isDone = ({ environments, round: of }: (typeof waiting)[number]): boolean => {
      if (round < of) return false;
      const ours = new Set(environments().filter(owns));
      return ![...behind.values()].some(({ environment, since }) => since <= of && ours.has(environment));
    };
    const done = waiting.filter(isDone);
    waiting = waiting.filter((waiter) => !done.includes(waiter));
    for (const { environments, resolve, reject } of done) {
      const why = environments().filter(owns).flatMap((e) => stuck.get(e) ?? [])[0];
      if (why === undefined) resolve();
      else reject(new Error(`nothing is published: ${why}`));
    }
  };

  const run = async (): Promise<void> => {
    timer = undefined;
    if (running !== undefined) {
      schedule(GATHER_MS);
      return;
    }
    running = once();
    try {
      await running;
      release();
    } finally {
      running = undefined;
      if (timer === undefined) unpublished.set(0);
    }
  };

  return {
    kick: () => schedule(Math.min(Math.max(GATHER_MS, tookMs), MOST_GATHER_MS)),
    stuck: () => {
      const [first] = stuck;
      return first === undefined ? undefined : `the incidents of ${first[0]} cannot be judged: ${first[1]}`;
    },
    flushed: (environments) =>
      new Promise((resolve, reject) => {
        waiting.push({ environments, round: round + 1, resolve, reject });
        schedule(0);
      }),
    stop: async () => {
      stopped = true;
      if (timer !== undefined) clearTimeout(timer.handle);
      await running;
    },
  };
};
