import { millis, timeOf, type CulpritEvent, type Environment, type Time } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { Clock, EventLog, Logger } from '@culprit/ports';
import type { Appender } from '../append.js';
import type { Said } from '../provider/contract.js';
import type { Reconciler } from '../provider/reconcile.js';
import { knownSince } from './known.js';
import { politeFetch } from './polite-fetch.js';

/** One endpoint to be reconciled. */
export interface Task {
  readonly provider: string;
  readonly endpoint: string | undefined;
  readonly reconciler: Reconciler;
  readonly settings: unknown;
  readonly token: string;
  /** How often, s. */
  readonly every: number;
  /** What the door makes of the sender's words, as for a delivery to this endpoint. */
  readonly complete: (said: Said) => CulpritEvent;
}

export interface Surroundings {
  readonly log: EventLog;
  readonly appender: Appender;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environments: readonly Environment[];
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly until: Time;
  readonly found: number;
  readonly added: number;
  readonly redelivered: number;
}

/** The newest is left to the webhooks, which are under way. */
const SETTLE_MS = 60_000;
/** How far back the first round of an endpoint looks. */
const FIRST_MS = 24 * 3_600_000;
/** No further than incidents look for causes. */
const FURTHEST_MS = 72 * 3_600_000;

/** Asks the sender what happened since the last round, and writes what the log does not know. Rejects when the sender or the log does not answer. */
export const reconcileOnce = async (task: Task, last: Time | undefined, around: Surroundings): Promise<Outcome> => {
  const { clock, log, appender, signal, wait } = around;
  const now = clock.now();
  const until = timeOf(now - SETTLE_MS);
  const from = last === undefined ? now - FIRST_MS : Math.max(now - FURTHEST_MS, millis(last) - task.reconciler.overlapSeconds * 1000);
  const since = timeOf(Math.min(from, millis(until)));
  const fetch = politeFetch({ clock, wait, signal, patienceMs: task.every * 1000 });
  const known = await knownSince(log, task.provider, since);
  let found = 0;
  let added = 0;
  let redelivered = 0;
  for await (const page of task.reconciler.gather({ settings: task.settings, token: task.token, endpoint: task.endpoint, since, until, receivedAt: timeOf(now), fetch })) {
    signal.throwIfAborted();
    found += page.events.length;
    redelivered += page.redelivered ?? 0;
    const fresh = page.events.map(task.complete).filter((event) => !known.has(event));
    if (fresh.length === 0) continue;
    if ((await appender.append(fresh.map(eventRecord))) !== 'durable') throw new Error('the event log does not take what was found');
    for (const event of fresh) known.add(event);
    added += fresh.length;
  }
  return { until, found, added, redelivered };
};
