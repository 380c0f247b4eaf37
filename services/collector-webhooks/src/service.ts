import { Held, patiently, readEnvironments, type RunningService, type Service, type World } from '@culprit/nest';
import type { Reader } from '@culprit/ports';
import { appender } from './append.js';
import { openAudit } from './audit/audit.js';
import { openExaminer } from './big/examiner.js';
import { watchCatalog } from './catalog/watch.js';
import { Config, refusal, variableOf, type Config as Configuration } from './config.js';
import { EVERY_MS, followCoverage, Hearing, reportCoverage } from './coverage.js';
import { Idempotency } from './custom/idempotency.js';
import { restoreKeys } from './custom/restore.js';
import type { Answer } from './custom/take.js';
import type { Answer as Taken } from './events/take.js';
import { bookOf, type Book } from './endpoints/book.js';
import { openShelf } from './endpoints/shelf.js';
import { instruments as instrumentsOf } from './instruments.js';
import { listen } from './listen.js';
import { fetchText, remembering } from './outside/fetch-text.js';
import { providers } from './providers/index.js';
import { startReconciling, type Reconciling } from './reconcile/reconciling.js';

/** Bytes of bodies: many large ones at once are told to come again; small ones come and go too quickly to count. */
const [MOST_HELD, UNCOUNTED] = [256 * 1024 * 1024, 256 * 1024];

/** A running collector; `url` is where it listens. */
export interface RunningCollector extends RunningService {
  readonly url: string;
}

type Needs = Omit<World, 'store'>;

/** How often it is tried whether a log that refused takes records again, ms. */
const PROBE_MS = 2_000;
const SOON_MS = 1_000;

export const startCollector = async ({ log, spool, clock, logger, metrics, variable = () => undefined }: Needs, config: Configuration): Promise<RunningCollector> => {
  const refused = refusal(config);
  if (refused !== undefined) throw new Error(refused);
  const environments = await readEnvironments(config.ENVIRONMENTS_FILE);
  const instruments = instrumentsOf(metrics);
  const writer = appender({ log, spool }, clock, logger, instruments);
  const outside = { fetchText: remembering(fetchText, () => clock.now()) };
  const hearing = new Hearing([]);
  const expect = ({ plain, endpoints }: Book): void => {
    for (const { name } of plain) hearing.expect(name, undefined);
    for (const { provider, name } of endpoints) hearing.expect(provider.name, name);
  };
  const shelf = await openShelf({
    file: config.ENDPOINTS_FILE, providers, variable, logger, instruments,
    write: (listed) => bookOf({ config, providers, environments, outside }, listed),
    changed: (book) => {
      expect(book);
      reconciling?.replace(book.tasks);
    },
  });
  expect(shelf.book());
  const idempotency = new Idempotency<Answer>();
  const examiner = openExaminer();
  const audit = openAudit({ log, appender: writer, clock, logger });
  let following: Reader | undefined;
  let reconciling: Reconciling | undefined;
  const restore = async (): Promise<void> => {
    following ??= await followCoverage(log, hearing, new Set(providers.map(({ name }) => name)));
    hearing.resume(clock.now());
    await restoreKeys(log, idempotency, environments, clock.now());
    reconciling ??= await startReconciling(shelf.book().tasks, { log, appender: writer, clock, logger, hearing, metrics });
  };
  // Deliveries that can wait in the spool need not wait for what earlier runs knew.
  const restoring = spool === undefined ? undefined : patiently(restore, {
    failed: (error) => logger.warn('The event log cannot be read yet; what earlier runs heard is not known until it can.', { error }),
  });
  await (restoring === undefined ? restore() : restoring.waited);

  const visit = (url: string): void => {
    fetchText(url).then(
      () => logger.info('A subscription was confirmed.', { host: new URL(url).host }),
      (error: unknown) => logger.warn('A subscription could not be confirmed.', { error: error instanceof Error ? error.message : String(error) }),
    );
  };
  let first: NodeJS.Timeout | undefined;
  /** What was heard of for the first time is not said to be silent for another minute. */
  const soon = (): void => {
    first ??= setTimeout(() => {
      first = undefined;
      void report();
    }, SOON_MS);
  };
  const http = await listen({
    providers,
    held: new Held({ most: MOST_HELD, uncounted: UNCOUNTED }),
    tokens: config.COLLECTOR_WEBHOOKS_TOKENS,
    intake: { log, environments, clock, logger, instruments, idempotency: new Idempotency<Taken>() },
    audit,
    counter: { environments, clock, appender: writer, instruments, idempotency, keeps: config.COLLECTOR_WEBHOOKS_KEEP_DELIVERIES },
    reception: {
      book: shelf.book, examine: examiner.examine, environments, clock, logger, appender: writer, instruments, visit,
      heard: (name, endpoint, at) => {
        if (hearing.heard(name, endpoint, at)) soon();
      },
      refused: (name, endpoint, at) => hearing.refused(name, endpoint, at, 'deliveries could not be stored'),
    },
  }, config.HOST, config.COLLECTOR_WEBHOOKS_PORT).catch(async (error: unknown) => {
    restoring?.stop();
    await Promise.all([shelf.stop(), reconciling?.stop(), following?.stop()]);
    throw error;
  });
  const silent = (): readonly string[] => {
    const { plain, endpoints } = shelf.book();
    return providers.filter((provider) => !plain.includes(provider) && !endpoints.some((each) => each.provider === provider)).map(({ name }) => name);
  };
  const heardOf = ({ plain, endpoints }: Book): string[] => [...plain.map(({ name }) => name), ...endpoints.map(({ provider, name }) => `${provider.name}/${name}`)];
  logger.info('Webhooks are listened for.', { url: http.url, endpoints: heardOf(shelf.book()) });
  if (silent().length > 0) logger.info('These providers have no secret, so their deliveries are refused.', { set: providers.filter(({ name }) => silent().includes(name)).map(variableOf) });

  const catalog = watchCatalog({ files: config.CATALOG_FILES, environments, log, appender: writer, clock, logger, metrics });
  let stopped = false;
  let reporting = reportCoverage(hearing, writer, clock.now());
  const report = (): Promise<void> => (reporting = reporting.then(() => reportCoverage(hearing, writer, clock.now())));
  const timer = setInterval(() => void report(), EVERY_MS);
  // Nobody sends to who is not ready, so what shows that the log takes records again is ours.
  let asking = false;
  const probe = setInterval(() => {
    if (asking || writer.trouble() === undefined) return;
    asking = true;
    void report().finally(() => { asking = false; });
  }, PROBE_MS);

  return {
    url: http.url,
    readiness: () => {
      const trouble = writer.trouble();
      if (trouble !== undefined) return { ready: false, reason: `The event log does not take records: ${trouble}.` };
      const said = [
        `Listening on ${http.url}.`,
        ...(silent().length === 0 ? [] : [`Without a secret, so refused: ${silent().join(', ')}.`]),
        ...(shelf.fault() === undefined ? [] : [`The endpoints are those from before: ${shelf.fault()}.`]),
        ...catalog.faults().map((fault) => `Catalog: ${fault}.`),
        ...(reconciling?.troubles() ?? []).map((trouble) => `${trouble}.`),
        spool?.state().sentence,
      ];
      return { ready: true, reason: said.filter((each) => each !== undefined).join(' ') };
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      clearInterval(probe);
      clearTimeout(first);
      restoring?.stop();
      await shelf.stop();
      await reconciling?.stop();
      await http.close();
      await audit.stop();
      await catalog.stop();
      await examiner.stop();
      await reporting;
      // What was heard since the last report would be forgotten with this process.
      await reportCoverage(hearing, writer, clock.now());
      await following?.stop();
    },
  };
};

export const collectorWebhooks: Service = {
  name: 'collector-webhooks',
  config: Config,
  needs: ['log', 'spool'],
  // The runner hands over what `Config` parsed.
  start: (world, config) => startCollector(world, config as Configuration),
};
