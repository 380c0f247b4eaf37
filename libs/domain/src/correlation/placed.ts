import type { Change } from '../events/change.js';
import { millis } from '../events/time.js';
import type { Rules } from './rules.js';

/** A change with the services it is on, by their one name. */
export interface Placed {
  readonly change: Change;
  readonly services: readonly string[];
  readonly alone: Alone;
}

/** What a change that is a candidate by itself is, whatever the incident: worked out once, as hundreds of incidents ask. */
export interface Alone {
  readonly changes: readonly [Change];
  /** ms */
  readonly occurredAt: number;
  /** From this instant on it has taken effect as far as it ever will, and when that was, ms. */
  readonly settledFrom: string;
  readonly settledAt: number;
  /** What the score has found out of it alone. */
  memory: Memory | undefined;
}

export interface Memory {
  readonly by: Rules['score'];
  /** Millionths of log-odds. */
  readonly micros: number;
  readonly names: readonly string[];
}

/** The last of its phases that the opening did not precede, else when it began. */
export const effectiveAt = (change: Change, openedAt: string): string =>
  change.phases.reduce((last, { at }) => (at > last && at <= openedAt ? at : last), change.occurredAt);

export const placedOn = (change: Change, services: readonly string[]): Placed => {
  const settledFrom = effectiveAt(change, '~');
  const occurredAt = millis(change.occurredAt);
  return { change, services, alone: { changes: [change], occurredAt, settledFrom, settledAt: settledFrom === change.occurredAt ? occurredAt : millis(settledFrom), memory: undefined } };
};
