import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { topics, type Coverage, type Dependency } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { parseRecord } from '@culprit/nest';
import { noMetrics, silentLogger, systemClock, type Clock, type EventLog, type LogRecord, type Metrics } from '@culprit/ports';
import { Config } from '../config.js';
import { startCollector, type RunningCollector } from '../service.js';

/** The real collector on a free port, over the real embedded log in a directory of its own. */
export interface Rig {
  readonly collector: RunningCollector;
  readonly log: EventLog;
  /** Every statement of an edge on the log, in order. */
  edges(): Promise<Dependency[]>;
  coverage(): Promise<Coverage[]>;
  /** A second collector over the same log, after this one has stopped. */
  again(): Promise<Rig>;
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly config?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly metrics?: Metrics;
  readonly wrap?: (log: EventLog) => EventLog;
}

const recordsOf = async (log: EventLog, topic: string): Promise<LogRecord[]> => {
  const all: LogRecord[] = [];
  const reader = await log.read({ topics: [topic], from: 'earliest' }, ({ records }) => void all.push(...records));
  await reader.caughtUp();
  await reader.stop();
  return all;
};

export const startRig = async ({ config = {}, clock = systemClock, metrics = noMetrics, wrap = (log) => log }: RigOptions = {}): Promise<Rig> => {
  const directory = await mkdtemp(join(tmpdir(), 'collector-otel-'));
  const open = async (): Promise<Rig> => {
    const log = await openEmbeddedLog({ path: join(directory, 'log.sqlite') });
    await log.ensureTopics(Object.values(topics));
    const collector = await startCollector({ log: wrap(log), clock, logger: silentLogger, metrics }, Config.parse({ COLLECTOR_OTEL_PORT: '0', ...config })).catch(async (error: unknown) => {
      await log.close();
      throw error;
    });
    // until it has read the log it says nothing, also at its end
    while (!collector.readiness().ready) await pause(5);
    const read = async <K extends 'dependency' | 'coverage'>(kind: K, topic: string) => (await recordsOf(log, topic)).flatMap((record) => {
      const said = parseRecord(kind, record);
      return said.ok ? [said.event] : [];
    });
    const close = async (): Promise<void> => {
      await collector.stop();
      await log.close();
    };
    return {
      collector, log,
      edges: () => read('dependency', topics.dependencies.name),
      coverage: () => read('coverage', topics.coverage.name),
      again: async () => {
        await close();
        return open();
      },
      stop: async () => {
        await close();
        await rm(directory, { recursive: true, force: true });
      },
    };
  };
  return open();
};
