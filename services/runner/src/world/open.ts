import { readRules } from '@culprit/correlator';
import { patiently, type Service, type World } from '@culprit/nest';
import type { Clock, EventLog, Logger, Metrics, ReadStore } from '@culprit/ports';
import { topicSpecs } from '../config/kept-config.js';
import type { RunnerConfig } from '../config/runner-config.js';
import type { Step } from '../run/fleet.js';
import { openCodeHost } from './open-code-host.js';
import { openLog } from './open-log.js';
import { openRemote } from './open-remote.js';
import { openStore } from './open-store.js';
import { takeDataDirectory } from './lock.js';
import { openSpool } from './open-spool.js';

export interface Outside {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly variable?: World['variable'];
}

export interface OpenWorld {
  worldOf(service: Service): World;
  /** Closes the spool, the log, then the store, then gives the data directory back. */
  readonly closing: readonly Step[];
}

/** Opens what the services need through what the configuration says; what none of them needs stays closed. */
export const openWorld = async (config: RunnerConfig, services: readonly Service[], outside: Outside): Promise<OpenWorld> => {
  const needsLog = services.some((service) => service.needs.includes('log'));
  const needsStore = services.some((service) => service.needs.includes('store'));
  const embedded = (needsLog && config.EVENT_LOG === 'embedded') || (needsStore && config.READ_STORE === 'embedded');
  const closing: Step[] = [];
  try {
    if (embedded) {
      const lock = takeDataDirectory(config.DATA_DIR);
      closing.unshift({ name: 'data directory', run: async () => lock.release() });
    }
    const store = needsStore ? await trying(storeName(config), () => openStore(config)) : unneeded<ReadStore>('read store');
    if (needsStore) closing.unshift({ name: 'read store', run: () => store.close() });
    if (config.EVENT_LOG === 'remote') {
      const { log, spool, closing: steps } = await trying(logName(config), () => openRemote(config, outside));
      closing.unshift(...steps);
      return { closing, worldOf: (service) => ({ log, store, ...outside, logger: outside.logger.child({ service: service.name }), ...(spool === undefined ? {} : { spool }) }) };
    }
    const log = needsLog ? await trying(logName(config), () => openLog(config, outside)) : unneeded<EventLog>('event log');
    if (needsLog) closing.unshift({ name: 'event log', run: () => log.close() });
    const spooled = services.some((service) => service.needs.includes('spool')) ? await trying(spoolName(config), () => openSpool(config, log, outside)) : undefined;
    closing.unshift(...(spooled?.closing ?? []));
    const code = services.some((service) => service.needs.includes('code')) ? await trying('the token for GitHub (GITHUB_API_TOKEN_FILE)', () => openCodeHost(config, outside)) : undefined;
    const ensure = (): Promise<void> => log.ensureTopics(topicSpecs(config));
    if (spooled?.keeps === true && services.every((service) => service.needs.includes('spool'))) {
      const ensuring = patiently(ensure, { failed: (error) => outside.logger.warn('the event log is away at the start; its topics are made when it is back', { error }) });
      closing.unshift({ name: 'topics', run: async () => ensuring.stop() });
      await ensuring.waited;
    } else if (needsLog) await trying(logName(config), ensure);
    return {
      closing,
      worldOf: (service) => ({
        log, store, rules: readRules, ...outside, logger: outside.logger.child({ service: service.name }),
        ...(code === undefined || !service.needs.includes('code') ? {} : { code }),
        ...(spooled === undefined || !service.needs.includes('spool') ? {} : { spool: spooled.spool }),
      }),
    };
  } catch (error) {
    // chDB does not let the process go while it is open.
    for (const step of closing) await step.run();
    throw error;
  }
};

const logName = (config: RunnerConfig): string => `the event log (${logPlace(config)})`;
const logPlace = ({ EVENT_LOG, KAFKA_BROKERS, REMOTE_LOG_URL, DATA_DIR }: RunnerConfig): string => {
  switch (EVENT_LOG) {
    case 'kafka': return `Kafka at ${KAFKA_BROKERS}, KAFKA_BROKERS`;
    case 'remote': return `at ${REMOTE_LOG_URL}, REMOTE_LOG_URL`;
    case 'embedded': return `embedded in ${DATA_DIR}, DATA_DIR`;
  }
};
const spoolName = ({ SPOOL_DIR, DATA_DIR }: RunnerConfig) => `the spool (in ${SPOOL_DIR ?? `${DATA_DIR}/spool`}, SPOOL_DIR)`;
const storeName = ({ READ_STORE, CLICKHOUSE_URL, DATA_DIR }: RunnerConfig) =>
  `the read store (${READ_STORE === 'clickhouse' ? `ClickHouse at ${new URL(CLICKHOUSE_URL).host}, CLICKHOUSE_URL` : `embedded in ${DATA_DIR}, DATA_DIR`})`;

const trying = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`Culprit does not start: ${what} cannot be used`, { cause });
  }
};

/** Stands where a port was not opened; whoever uses it without having said so learns where to say it. */
const unneeded = <T extends object>(what: string): T =>
  new Proxy({} as T, {
    get: (_, name) => {
      if (name === 'then') return undefined;
      throw new Error(`the ${what} is not open: no service of this process lists it in its \`needs\``);
    },
  });
