import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedEnvironments, topics, type Alert, type Change, type Coverage, type Dependency, type Service } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import type { RunningService } from '@culprit/nest';
import { noMetrics, silentLogger, systemClock, type EventLog, type Logger } from '@culprit/ports';
import type { Pace } from '../collector.js';
import { Config } from '../config.js';
import { placesOf } from '../places.js';
import { start } from '../start.js';

/** What the collector has said, as a reader of the log sees it, in the order of the log. */
export interface Said {
  readonly changes: Change[];
  readonly services: Service[];
  readonly alerts: Alert[];
  readonly dependencies: Dependency[];
  readonly coverage: Coverage[];
  /** The raw bytes of everything, state included. */
  readonly raw: string[];
  /** Resolves as soon as `holds` does; rejects with what was said after `ms`. */
  until(holds: () => boolean, what: string, ms?: number): Promise<void>;
}

export interface Rig {
  readonly log: EventLog;
  readonly said: Said;
  readonly lines: { level: string; message: string; fields: Readonly<Record<string, unknown>> | undefined }[];
  /** The file of the log. */
  readonly path: string;
  /** With which a collector starts where nothing else is said. */
  readonly settings: Readonly<Record<string, string>>;
  readonly pace: Pace;
  /** Starts a collector; it is stopped with the rig. */
  collect(settings?: Readonly<Record<string, string>>, pace?: Pace, log?: EventLog): RunningService;
  close(): Promise<void>;
}

const usual = { COLLECTOR_K8S_CLUSTER: 'prod-eu', COLLECTOR_K8S_ENVIRONMENT: 'production', COLLECTOR_K8S_REDACTION_KEY: 'a key for tests' };
const quick: Pace = { backoff: { minMs: 20, maxMs: 200 }, watchSeconds: [30, 30], absentMs: 5000 };

const listen = async (log: EventLog): Promise<Said & { stop(): Promise<void> }> => {
  const changes: Change[] = [];
  const services: Service[] = [];
  const alerts: Alert[] = [];
  const dependencies: Dependency[] = [];
  const coverage: Coverage[] = [];
  const raw: string[] = [];
  const waiting = new Set<() => void>();
  const givingUp = new Set<() => void>();
  const into: Record<string, unknown[]> = { [topics.changes.name]: changes, [topics.catalog.name]: services, [topics.coverage.name]: coverage, [topics.alerts.name]: alerts, [topics.dependencies.name]: dependencies };
  await log.ensureTopics([topics.changes, topics.catalog, topics.coverage, topics.alerts, topics.dependencies, topics.k8sState]);
  const reader = await log.read({ topics: [...Object.keys(into), topics.k8sState.name], from: 'earliest' }, ({ topic, records }) => {
    for (const { value } of records) {
      const text = value?.toString('utf8') ?? '';
      raw.push(text);
      into[topic]?.push(JSON.parse(text));
    }
    for (const look of waiting) look();
  });
  const until: Said['until'] = (holds, what, ms = 15_000) =>
    new Promise((resolve, reject) => {
      const over = (): void => {
        waiting.delete(look);
        givingUp.delete(giveUp);
        clearTimeout(late);
        clearInterval(again);
      };
      const look = (): void => {
        if (!holds()) return;
        over();
        resolve();
      };
      const giveUp = (): void => {
        over();
        reject(new Error(`waited for ${what} until the end of the test`));
      };
      // what is waited for may also be seen elsewhere than in the log: an open watch, a log line
      const again = setInterval(look, 20);
      const late = setTimeout(() => {
        over();
        reject(new Error(`waited ${ms} ms for ${what}; said were ${JSON.stringify(changes.map((c) => `${c.title} (${c.phase})`))}`));
      }, ms);
      waiting.add(look);
      givingUp.add(giveUp);
      look();
    });
  // a test that failed may have left one waiting, which would keep the process
  const stop = (): Promise<void> => {
    for (const giveUp of [...givingUp]) giveUp();
    return reader.stop();
  };
  return { changes, services, alerts, dependencies, coverage, raw, until, stop };
};

/** A collector on a real log of its own in a folder that is removed again. */
export const startRig = async (): Promise<Rig> => {
  const folder = await mkdtemp(join(tmpdir(), 'culprit-k8s-'));
  const path = join(folder, 'log.sqlite');
  const log = await openEmbeddedLog({ path });
  const said = await listen(log);
  const running: RunningService[] = [];
  const lines: Rig['lines'] = [];
  const logger: Logger = { ...silentLogger, child: () => logger };
  for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level] = (message, fields) => void lines.push({ level, message, fields });
  return {
    log,
    said,
    lines,
    path,
    settings: usual,
    pace: quick,
    collect: (settings = {}, pace = {}, at = log) => {
      const config = Config.parse({ ...usual, ...settings });
      const service = start({ log: at, clock: systemClock, logger, metrics: noMetrics }, config, placesOf(shippedEnvironments, config), { ...quick, ...pace });
      running.push(service);
      return service;
    },
    close: async () => {
      await Promise.all(running.map((service) => service.stop()));
      await said.stop();
      await log.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
