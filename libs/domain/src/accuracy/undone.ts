import { compareText } from '../events/canonical.js';
import type { Change } from '../events/change.js';
import type { Incident } from '../events/incident.js';
import { millis, type Time } from '../events/time.js';

/** How soon after an undoing the trouble must end for the one to have ended the other, and how old what was undone may be. */
export const UNDONE = { recoveredWithin: 30 * 60_000, lookback: 72 * 3_600_000 } as const;

type Ended = Pick<Incident, 'environment' | 'openedAt' | 'resolvedAt' | 'services' | 'suspects'>;

const text = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** What a change turned into what, one text for each field; the other way round for what would take it back. */
const turns = (change: Change, back: boolean): string[] =>
  change.diff
    .filter((entry) => entry.redacted !== true && text(entry.before) !== text(entry.after))
    .map(({ path, before, after }) => JSON.stringify(back ? [path, text(after), text(before)] : [path, text(before), text(after)]));

/** When a change was undone: its own rollback, or a later change of the same kind and service that set a field back to what it was. */
const undoings = (change: Change, others: readonly Change[]): string[] => {
  const back = new Set(turns(change, true));
  const own = change.phases.filter(({ phase }) => phase === 'rolled-back').map(({ at }) => at);
  const reverts = others.filter(
    (other) => other.occurredAt > change.occurredAt && other.kind === change.kind && other.services.some((s) => change.services.includes(s)) && turns(other, false).some((turn) => back.has(turn)),
  );
  return [...own, ...reverts.map(({ occurredAt }) => occurredAt)];
};

export interface Undone {
  readonly changeId: string;
  /** The first time while the incident was open and about to end. */
  readonly at: Time;
}

/**
 * Changes that were undone while the incident was open, which then soon ended: weak labels, since people undo more than what did it. Of the changes,
 * `services` are resolved; those on the services of the incident or of a suspect count.
 */
export const undoneWhen = (incident: Ended, changes: readonly Change[]): Undone[] => {
  const { openedAt, resolvedAt, environment } = incident;
  if (resolvedAt === undefined) return [];
  const near = new Set([...incident.services, ...incident.suspects.flatMap(({ service }) => service ?? [])]);
  const here = changes.filter((c) => (c.environment === undefined || c.environment === environment) && c.services.some((s) => near.has(s)));
  const ends = (at: string): boolean => at > openedAt && at <= resolvedAt && millis(resolvedAt) - millis(at) <= UNDONE.recoveredWithin;
  return here
    .filter((c) => c.occurredAt <= openedAt && millis(openedAt) - millis(c.occurredAt) <= UNDONE.lookback)
    .flatMap((c) => {
      const [at] = undoings(c, here).filter(ends).sort(compareText);
      return at === undefined ? [] : [{ changeId: c.id, at }];
    })
    .sort((a, b) => compareText(a.changeId, b.changeId));
};

/** The same, their ids alone. */
export const undoneIn = (incident: Ended, changes: readonly Change[]): string[] => undoneWhen(incident, changes).map(({ changeId }) => changeId);
