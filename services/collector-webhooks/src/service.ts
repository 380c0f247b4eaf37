import { readEnvironments, type RunningService, type Service, type World } from '@culprit/nest';
import { appender } from './append.js';
import { watchCatalog } from './catalog/watch.js';
import { Config, refusal, secretsOf, variableOf, type Config as Configuration } from './config.js';
import { EVERY_MS, followCoverage, Hearing, reportCoverage } from './coverage.js';
import { Idempotency } from './custom/idempotency.js';
import { restoreKeys } from './custom/restore.js';
import type { Answer } from './custom/take.js';
import { plainSettings } from './delivery/interpret.js';
import type { Configured } from './delivery/receive.js';
import { instruments as instrumentsOf } from './instruments.js';
import { listen } from './listen.js';
import type { Around } from './provider/contract.js';
import { fetchText, remembering } from './outside/fetch-text.js';
import { providers } from './providers/index.js';

/** A running collector; `url` is where it listens. */
export interface RunningCollector extends RunningService {
  readonly url: string;
}

const configuredOf = (config: Configuration, outside: Pick<Around, 'fetchText'>): Configured[] =>
  providers.map((provider) => {
    const secrets = secretsOf(config, provider);
    return { provider, variable: variableOf(provider), verified: secrets.length === 0 ? undefined : provider.verify(secrets, { ...outside, settings: plainSettings(provider) }) };
  });

export const startCollector = async ({ log, clock, logger, metrics }: Omit<World, 'store'>, config: Configuration): Promise<RunningCollector> => {
  const refused = refusal(config);
  if (refused !== undefined) throw new Error(refused);
  const environments = await readEnvironments(config.ENVIRONMENTS_FILE);
  const instruments = instrumentsOf(metrics);
  const writer = appender(log, clock, logger, instruments);
  const configured = configuredOf(config, { fetchText: remembering(fetchText, () => clock.now()) });
  const silent = configured.filter(({ verified }) => verified === undefined);

  const hearing = new Hearing(configured.filter(({ verified }) => verified !== undefined).map(({ provider }) => provider.name));
  const following = await followCoverage(log, hearing, new Set(providers.map(({ name }) => name)));
  hearing.resume(clock.now());
  const idempotency = new Idempotency<Answer>();
  await restoreKeys(log, idempotency, environments, clock.now());

  const visit = (url: string): void => {
    fetchText(url).then(
      () => logger.info('A subscription was confirmed.', { host: new URL(url).host }),
      (error: unknown) => logger.warn('A subscription could not be confirmed.', { error: error instanceof Error ? error.message : String(error) }),
    );
  };
  const http = await listen({
    configured,
    tokens: config.COLLECTOR_WEBHOOKS_TOKENS,
    counter: { environments, clock, appender: writer, instruments, idempotency },
    reception: {
      environments, clock, logger, appender: writer, instruments, heard: (name, endpoint, at) => hearing.heard(name, endpoint, at), visit,
      refused: (name, endpoint, at) => hearing.refused(name, endpoint, at, 'deliveries could not be stored'),
    },
  }, config.HOST, config.COLLECTOR_WEBHOOKS_PORT);
  logger.info('Webhooks are listened for.', { url: http.url, providers: configured.filter((each) => !silent.includes(each)).map(({ provider }) => provider.name) });
  if (silent.length > 0) logger.info('These providers have no secret, so their deliveries are refused.', { set: silent.map(({ variable }) => variable) });

  const catalog = watchCatalog({ files: config.CATALOG_FILES, environments, log, appender: writer, clock, logger, metrics });
  let stopped = false;
  let reporting = reportCoverage(hearing, writer, clock.now());
  const timer = setInterval(() => {
    reporting = reporting.then(() => reportCoverage(hearing, writer, clock.now()));
  }, EVERY_MS);

  return {
    url: http.url,
    readiness: () => {
      const trouble = writer.trouble();
      if (trouble !== undefined) return { ready: false, reason: `The event log does not take records: ${trouble}.` };
      const refusedNames = silent.map(({ provider }) => provider.name).join(', ');
      const faults = catalog.faults().map((fault) => ` Catalog: ${fault}.`).join('');
      return { ready: true, reason: `Listening on ${http.url}.${refusedNames === '' ? '' : ` Without a secret, so refused: ${refusedNames}.`}${faults}` };
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      await http.close();
      await catalog.stop();
      await reporting;
      // What was heard since the last report would be forgotten with this process.
      await reportCoverage(hearing, writer, clock.now());
      await following.stop();
    },
  };
};

export const collectorWebhooks: Service = {
  name: 'collector-webhooks',
  config: Config,
  needs: ['log'],
  // The runner hands over what `Config` parsed.
  start: (world, config) => startCollector(world, config as Configuration),
};
