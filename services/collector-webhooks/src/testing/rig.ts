import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { silentLogger, systemClock, type EventLog, type LogRecord } from '@culprit/ports';
import type { World } from '@culprit/nest';
import { Config, type Config as Configuration } from '../config.js';
import { unpacked } from '../delivery/packed.js';
import { startCollector, type RunningCollector } from '../service.js';
import { countingMetrics, type Counting } from './counting.js';

export const SECRET = "It's a Secret to Everybody";
export const TOKEN = '3f1c0a9be27d4d1b8f6a';

export const configuration: Readonly<Record<string, string>> = {
  COLLECTOR_WEBHOOKS_PORT: '0',
  COLLECTOR_WEBHOOKS_GITHUB_SECRETS: `an older secret,${SECRET}`,
  COLLECTOR_WEBHOOKS_DATADOG_TOKENS: TOKEN,
  COLLECTOR_WEBHOOKS_TOKENS: TOKEN,
};

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The real collector on a free port, over the real embedded log in a directory of its own. */
export interface Rig {
  readonly collector: RunningCollector;
  readonly log: EventLog;
  readonly metrics: Counting;
  post(path: string, body: string | Buffer, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** A second collector over the same log, after this one has stopped. */
  again(): Promise<Rig>;
  stop(): Promise<void>;
}

export const signature = (body: string | Buffer, secret = SECRET): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
export const githubHeaders = (body: string | Buffer, event = 'push'): Record<string, string> => ({
  'content-type': 'application/json', 'x-github-event': event, 'x-github-delivery': 'd-1', 'x-hub-signature-256': signature(body),
});
export const bearer = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

export const postTo = async (url: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answered> => {
  const response = await fetch(url, { method: 'POST', body: typeof body === 'string' ? body : new Uint8Array(body), headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
};

/** The text that a record of a delivery or a dead letter keeps. */
export const bodyOf = (record: LogRecord | undefined): string => (record === undefined || record.value === null ? '' : String(unpacked(record.value, record.headers)));

/** Everything on a topic. */
export const recordsOf = async (log: EventLog, topic: string): Promise<LogRecord[]> => {
  const all: LogRecord[] = [];
  const reader = await log.read({ topics: [topic], from: 'earliest' }, ({ records }) => void all.push(...records));
  await reader.caughtUp();
  await reader.stop();
  return all;
};

export const startRig = async (config: Readonly<Record<string, string>> = configuration, wrap: (log: EventLog) => EventLog = (log) => log, { variable = () => undefined, logger = silentLogger }: Pick<Partial<World>, 'variable' | 'logger'> = {}): Promise<Rig> => {
  const directory = await mkdtemp(join(tmpdir(), 'collector-webhooks-'));
  const open = async (): Promise<Rig> => {
    const log = await openEmbeddedLog({ path: join(directory, 'log.sqlite') });
    await log.ensureTopics(Object.values(topics));
    const metrics = countingMetrics();
    const world = { log: wrap(log), clock: systemClock, logger, metrics, variable } satisfies Omit<World, 'store'>;
    const collector = await startCollector(world, Config.parse(config) as Configuration).catch(async (error: unknown) => {
      await log.close();
      throw error;
    });
    const close = async (): Promise<void> => {
      await collector.stop();
      await log.close();
    };
    return {
      collector, log, metrics,
      post: (path, body, headers) => postTo(`${collector.url}${path}`, body, headers),
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
