import type { Change } from '../events/change.js';
import { millis, timeOf } from '../events/time.js';
import type { Memory } from '../scoring/memory.js';
import { builds, sortOf } from './kind-class.js';

/**
 * A change with the services it is on; and what it is as a candidate by itself, worked out once, as hundreds of incidents ask: all that is asked of
 * most is here, and its event is not looked at.
 */
export interface Placed {
  readonly change: Change;
  /** By their one name. */
  readonly services: readonly string[];
  /** Which of `kindClasses`. */
  readonly sort: number;
  /** Undefined for none. */
  readonly identities: readonly string[] | undefined;
  /** ms */
  readonly occurredAt: number;
  /** All times that it is looked for by, oldest first, ms; undefined: by `occurredAt` alone, as nearly all. */
  readonly instants: readonly [number, ...number[]] | undefined;
  /** When it has taken effect as far as it ever will, ms; infinity where that depends on who asks. */
  readonly settledAt: number;
  /** What the score has found out of it alone. */
  memory: Memory | undefined;
}

/** Whether both say it, and not the same. */
export const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;
/** Whether they say that they were made in two places. */
export const isElsewhere = (a: Change, b: Change): boolean => differ(a.cluster, b.cluster) || differ(a.namespace, b.namespace);

/** A stage that comes so long after what was before it is looked for by its own time, ms. */
const APART = 3_600_000;
const DAY = 86_400_000;
/** So many days it may be told of at most what nobody saw. */
const MOST_DAYS = 30;

const began = ({ occurredAfter, occurredAt }: Change): string => (occurredAfter !== undefined && occurredAfter < occurredAt ? occurredAfter : occurredAt);

/** Every time that it is looked for by: its beginning, or when it may have begun, and each stage that came long after. Oldest first, ms. */
export const instantsOf = (change: Change): readonly [number, ...number[]] => {
  const [first, end] = [millis(began(change)), millis(change.occurredAt)];
  const instants: [number, ...number[]] = [first];
  if (end > first) {
    for (let at = first + DAY; at < end && instants.length < MOST_DAYS; at += DAY) instants.push(at);
    instants.push(end);
  }
  let last = end;
  for (const at of change.phases.map((phase) => millis(phase.at)).sort((a, b) => a - b)) {
    if (at < last + APART) continue;
    instants.push(at);
    last = at;
  }
  return instants;
};

/** When it happened that nobody saw, as far as that was before an instant: between which two times, ms, and how much of all the time that it may have been is that. */
export interface Unseen {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

const LEAST = 1000;

export const unseenBy = (change: Change, by: string): Unseen | undefined => {
  const { occurredAt, phases } = change;
  const start = began(change);
  if (start === occurredAt || phases.some(({ at }) => at > occurredAt && at <= by)) return undefined;
  const [from, end] = [millis(start), millis(occurredAt)];
  const to = Math.min(end, Math.max(millis(by), from + LEAST));
  return { from, to, share: (to - from) / (end - from) };
};

/** The last of its phases that the opening did not precede, else when it began: in the middle of when that may have been before it. */
export const effectiveAt = (change: Change, openedAt: string): string => {
  let last = change.occurredAt;
  for (const { at } of change.phases) if (at > last && at <= openedAt) last = at;
  const unseen = change.occurredAfter === undefined ? undefined : unseenBy(change, openedAt);
  return unseen === undefined ? last : timeOf(Math.floor((unseen.from + unseen.to) / 2));
};

/** Whether it may be of any of these times, ms. */
export const isBetween = ({ occurredAt, instants }: Placed, from: number, to: number): boolean =>
  instants === undefined ? occurredAt >= from && occurredAt <= to : instants[0] <= to && (instants[instants.length - 1] as number) >= from;

/** The last that is known of it. */
export const lastOf = ({ occurredAt, phases }: Change): string => phases.reduce((last, { at }) => (at > last ? at : last), occurredAt);

/** What may be told with a later step, or go on. */
export const isKeptLonger = ({ kind, phase }: Change): boolean => builds(kind) || phase === 'started';

export const placedOn = (change: Change, services: readonly string[]): Placed => {
  const occurredAt = millis(change.occurredAt);
  const isUnseen = began(change) !== change.occurredAt;
  const settled = isUnseen ? '' : effectiveAt(change, '~');
  const settledAt = isUnseen ? Number.POSITIVE_INFINITY : settled === change.occurredAt ? occurredAt : millis(settled);
  const instants = settledAt < occurredAt + APART ? undefined : instantsOf(change);
  return {
    change, services, sort: sortOf(change.kind), identities: change.identities.length === 0 ? undefined : change.identities,
    occurredAt, settledAt, instants: instants?.length === 1 ? undefined : instants, memory: undefined,
  };
};
