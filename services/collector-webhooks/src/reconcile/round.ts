import { millis, timeOf, type CulpritEvent, type Time } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { Clock, EventLog, Logger } from '@culprit/ports';
import type { Appender } from '../append.js';
import type { Meaning } from '../delivery/interpret.js';
import { atOf } from '../delivery/records.js';
import type { Reconciler, Row } from '../provider/reconcile.js';
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
  /** What a delivery of this body to this endpoint would mean. */
  readonly interpret: (row: Row, receivedAt: Time) => Promise<Meaning>;
}

export interface Surroundings {
  readonly log: EventLog;
  readonly appender: Appender;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly until: Time;
  readonly found: number;
  readonly added: number;
  readonly redelivered: number;
  /** What the sender told and we could not read. */
  readonly unread: number;
}

/** The newest is left to the webhooks, which are under way. */
const SETTLE_MS = 60_000;
/** How far back the first round of an endpoint looks. */
const FIRST_MS = 24 * 3_600_000;
/** No further than incidents look for causes. */
const FURTHEST_MS = 72 * 3_600_000;

/** Asks the sender what happened since the last round, and writes what the log does not know. Rejects when the sender or the log does not answer. */
export const reconcileOnce = async (task: Task, last: Time | undefined, around: Surroundings): Promise<Outcome> => {
  const { clock, log, logger, appender, signal, wait } = around;
  const now = clock.now();
  const until = timeOf(now - SETTLE_MS);
  const from = last === undefined ? now - FIRST_MS : Math.max(now - FURTHEST_MS, millis(last) - task.reconciler.overlapSeconds * 1000);
  const since = timeOf(Math.min(from, millis(until)));
  const fetch = politeFetch({ clock, wait, signal, patienceMs: task.every * 1000 });
  const known = await knownSince(log, task.provider, since);
  const receivedAt = timeOf(now);
  const outcome = { until, found: 0, added: 0, redelivered: 0, unread: 0 };
  for await (const page of task.reconciler.gather({ settings: task.settings, token: task.token, endpoint: task.endpoint, since, until, receivedAt, fetch })) {
    signal.throwIfAborted();
    outcome.redelivered += page.redelivered ?? 0;
    const fresh: CulpritEvent[] = [];
    for (const row of page.rows) {
      const meaning = await task.interpret(row, receivedAt);
      if (meaning.is === 'reject') {
        outcome.unread += 1;
        logger.warn('A reconciler was told something that it could not read.', { provider: task.provider, endpoint: task.endpoint, reason: meaning.reason });
      }
      if (meaning.is !== 'ok') continue;
      for (const event of meaning.events.map(foundLater)) {
        // the overlap of the next round comes back to it
        if ('updatedAt' in event.event && event.event.updatedAt > until) continue;
        outcome.found += 1;
        if (known.has(event)) continue;
        known.add(event);
        fresh.push(event);
      }
    }
    if (fresh.length > 0 && (await appender.append(fresh.map(eventRecord), atOf(task.provider, task.endpoint))) !== 'durable') throw new Error('the event log does not take what was found');
    outcome.added += fresh.length;
  }
  return outcome;
};

const foundLater = (found: CulpritEvent): CulpritEvent => (found.kind === 'change' ? { kind: 'change', event: { ...found.event, detectedBy: 'reconcile' } } : found);
