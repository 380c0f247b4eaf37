import type { Change } from '../events/change.js';
import { millis } from '../events/time.js';
import type { Memory } from '../scoring/memory.js';

/** A change with the services it is on, by their one name; and what it is as a candidate by itself, worked out once, as hundreds of incidents ask. */
export interface Placed {
  readonly change: Change;
  readonly services: readonly string[];
  readonly alone: readonly [Change];
  /** ms */
  readonly occurredAt: number;
  /** When it has taken effect as far as it ever will, ms. */
  readonly settledAt: number;
  /** What the score has found out of it alone. */
  memory: Memory | undefined;
}

/** The last of its phases that the opening did not precede, else when it began. */
export const effectiveAt = (change: Change, openedAt: string): string => {
  let last = change.occurredAt;
  for (const { at } of change.phases) if (at > last && at <= openedAt) last = at;
  return last;
};

export const placedOn = (change: Change, services: readonly string[]): Placed => {
  const settled = effectiveAt(change, '~');
  const occurredAt = millis(change.occurredAt);
  return { change, services, alone: [change], occurredAt, settledAt: settled === change.occurredAt ? occurredAt : millis(settled), memory: undefined };
};
