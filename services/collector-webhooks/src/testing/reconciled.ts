import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedEnvironments, timeOf, topics, type Alert, type Change } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { eventRecord } from '@culprit/nest';
import { noMetrics, silentLogger, type EventLog } from '@culprit/ports';
import { appender } from '../append.js';
import { interpret } from '../delivery/interpret.js';
import { instruments } from '../instruments.js';
import type { Provider } from '../provider/contract.js';
import { reconcileOnce, type Outcome } from '../reconcile/round.js';
import { recordsOf } from './rig.js';

/** A provider's reconciler over the real embedded log, at a time that the test says. */
export interface Reconciled {
  readonly log: EventLog;
  /** What a delivery of the provider's webhook brings to the log. */
  webhook(headers: Readonly<Record<string, string>>, body: unknown): Promise<void>;
  /** A round from `last` on; how long it was asked to wait, ms, is in `waits`. */
  round(settings: unknown, last?: string): Promise<Outcome>;
  readonly waits: number[];
  changes(): Promise<Change[]>;
  alerts(): Promise<Alert[]>;
  stop(): Promise<void>;
}

/** `now` is the time of the round; the token is `a-token`. */
export const reconciled = async (provider: Provider, now: string, endpointSettings: unknown = {}): Promise<Reconciled> => {
  const { reconcile } = provider;
  if (reconcile === undefined) throw new Error(`${provider.name} has no reconciler`);
  const directory = await mkdtemp(join(tmpdir(), 'reconciled-'));
  const clock = { now: () => Date.parse(now) };
  const log = await openEmbeddedLog({ path: join(directory, 'log.sqlite'), clock });
  await log.ensureTopics(Object.values(topics));
  const writer = appender({ log }, clock, silentLogger, instruments(noMetrics));
  const waits: number[] = [];
  const settings = provider.settings?.parse(endpointSettings);
  const read = (headers: Readonly<Record<string, string>>, body: unknown) =>
    interpret(provider, { headers, body: Buffer.from(JSON.stringify(body)) }, { environments: shippedEnvironments, endpoint: 'acme' }, timeOf(clock.now()), settings);
  const events = async <E>(topic: string): Promise<E[]> => (await recordsOf(log, topic)).map(({ value }) => JSON.parse(String(value)) as E);
  return {
    log, waits,
    webhook: async (headers, body) => {
      const meaning = await read(headers, body);
      if (meaning.is === 'ok') await log.append(meaning.events.map(eventRecord));
    },
    round: (given, last) => reconcileOnce(
      { provider: provider.name, endpoint: 'acme', reconciler: reconcile, settings: reconcile.settings.parse(given), token: 'a-token', every: 300, interpret: ({ headers = {}, body }) => read(headers, body) },
      last, { log, appender: writer, clock, logger: silentLogger, wait: async (ms) => void waits.push(ms), signal: new AbortController().signal },
    ),
    changes: () => events<Change>(topics.changes.name),
    alerts: () => events<Alert>(topics.alerts.name),
    stop: async () => {
      await log.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
