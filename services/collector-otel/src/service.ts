import { Held, patiently, readEnvironments, type RunningService, type Service, type World } from '@culprit/nest';
import type { Reader } from '@culprit/ports';
import { Config, refusal } from './config.js';
import { Hearing } from './coverage.js';
import { Ledger } from './edges/ledger.js';
import { Window } from './edges/window.js';
import { instruments as instrumentsOf } from './instruments.js';
import { listen } from './listen.js';
import { reception as receptionOf } from './reception.js';
import { follow, writer as writerOf } from './writer.js';

/** A running collector; `url` is where it listens. */
export interface RunningCollector extends RunningService {
  readonly url: string;
}

type Needs = Pick<World, 'log' | 'clock' | 'logger' | 'metrics'>;

/** Bytes of all bodies that are held at one time: beyond it senders are told to come again. */
const MOST_HELD = 64 * 1024 * 1024;
const MOST_EDGES = 100_000;
const MOST_OF_CALLER = 1_000;
const TICK_MS = 1_000;
const REPORT_MS = 60_000;

export const startCollector = async ({ log, clock, logger, metrics }: Needs, config: Config): Promise<RunningCollector> => {
  const refused = refusal(config);
  if (refused !== undefined) throw new Error(refused);
  const environments = await readEnvironments(config.ENVIRONMENTS_FILE);
  const instruments = instrumentsOf(metrics);
  const hearing = new Hearing();
  const ledger = new Ledger({ restateMs: config.COLLECTOR_OTEL_RESTATE_SECONDS * 1000, most: MOST_EDGES, mostOfCaller: MOST_OF_CALLER, refused: () => instruments.refusedEdges.add(1) });
  const window = new Window({
    waitMs: config.COLLECTOR_OTEL_WAIT_SECONDS * 1000, most: config.COLLECTOR_OTEL_WAITING_SPANS,
    sighted: (sighting) => ledger.seen(sighting, clock.now()),
    evicted: () => instruments.evicted.add(1),
  });
  const writer = writerOf({ log, ledger, hearing, clock, logger, instruments });
  let following: Reader | undefined;
  let stopped = false;
  // an edge that stands on the log already must not get another beginning: nothing is said before that is known, and everything is read
  const restoring = patiently(async () => {
    const reader = await follow(log, ledger, hearing, clock);
    if (stopped) await reader.stop();
    else following = reader;
  }, {
    failed: (error) => logger.warn('The event log cannot be read yet; nothing is said until it can.', { error: error instanceof Error ? error.message : String(error) }),
  });
  const reception = receptionOf({
    maxBytes: config.COLLECTOR_OTEL_MAX_BYTES, tokens: config.COLLECTOR_OTEL_TOKENS, environments, environment: config.COLLECTOR_OTEL_ENVIRONMENT, perSecond: config.COLLECTOR_OTEL_MAX_SPANS_PER_SECOND,
    clock, logger, instruments, window, hearing, sighted: (sighting) => ledger.seen(sighting, clock.now()),
  });
  const http = await listen({ reception, held: new Held({ most: MOST_HELD, uncounted: 0 }) }, config.HOST, config.COLLECTOR_OTEL_PORT).catch((error: unknown) => {
    restoring.stop();
    throw error;
  });
  logger.info('Traces are listened for.', { url: http.url });

  let writing: Promise<void> | undefined;
  // one at a time: while the log is away nothing must queue up, as all of it stays due
  const write = async (...works: readonly (() => Promise<void>)[]): Promise<void> => {
    if (following === undefined || writing !== undefined) return;
    writing = works.reduce((before, work) => before.then(work), Promise.resolve());
    await writing;
    writing = undefined;
  };
  let reportAt: number | undefined;
  const ticking = setInterval(() => {
    window.expire(clock.now());
    instruments.edges.set(ledger.size);
    instruments.waiting.set(window.size);
    reportAt ??= clock.now() + REPORT_MS;
    const isDue = clock.now() >= reportAt;
    if (isDue) reportAt += REPORT_MS;
    void write(writer.state, ...(isDue ? [writer.report] : []));
  }, TICK_MS);

  return {
    url: http.url,
    readiness: () => {
      if (following === undefined) return { ready: false, reason: 'The event log cannot be read yet.' };
      const trouble = writer.trouble();
      if (trouble !== undefined) return { ready: false, reason: `The event log does not take what was seen: ${trouble}.` };
      return { ready: true, reason: `Listening on ${http.url}; ${ledger.size} calls are known.` };
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      clearInterval(ticking);
      await http.close();
      restoring.stop();
      window.flush();
      await writing;
      await write(writer.state, writer.report);
      await following?.stop();
    },
  };
};

/** OTLP in, who calls whom out. */
export const collectorOtel = {
  name: 'collector-otel',
  config: Config,
  needs: ['log'],
  start: startCollector,
} satisfies Service<typeof Config>;
