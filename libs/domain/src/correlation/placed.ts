import type { Change } from '../events/change.js';
import { millis } from '../events/time.js';
import type { Memory } from '../scoring/memory.js';
import { kindClass, kindClasses } from './kind-class.js';

/**
 * A change with the services it is on; and what it is as a candidate by itself, worked out once, as hundreds of incidents ask: all that is asked of
 * most is here, and its event is not looked at.
 */
export interface Placed {
  readonly change: Change;
  /** By their one name. */
  readonly services: readonly string[];
  readonly alone: readonly [Change];
  /** Which of `kindClasses`. */
  readonly sort: number;
  /** Undefined for none. */
  readonly identities: readonly string[] | undefined;
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
  return {
    change, services, alone: [change], sort: kindClasses.indexOf(kindClass(change.kind)), identities: change.identities.length === 0 ? undefined : change.identities,
    occurredAt, settledAt: settled === change.occurredAt ? occurredAt : millis(settled), memory: undefined,
  };
};
