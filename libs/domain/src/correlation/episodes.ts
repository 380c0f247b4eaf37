import type { Alert } from '../events/alert.js';
import { compareText } from '../events/canonical.js';
import { alertTime } from '../events/envelope.js';
import { severities, type Severity } from '../events/parts.js';
import { durationMillis, timeAfter } from '../events/time.js';

/**
 * What the API calls an alert: the firing event and what follows under its fingerprint up to its end. `id` is the first firing event's.
 * `lapsesAt`: when it ends by itself unless its sender speaks again.
 */
export interface Episode {
  readonly id: string;
  /** Every firing and acknowledgement in it: any of them may have been its first once, and given an incident its id. */
  readonly alertIds: readonly string[];
  readonly fingerprint: string;
  readonly first: Alert;
  readonly startsAt: string;
  readonly endsAt: string | undefined;
  readonly lapsesAt: string | undefined;
  readonly acknowledged: boolean;
  readonly severity: Severity;
  /** How many episodes of its fingerprint began in the lookback before it. */
  readonly earlier: number;
  /** Where several sources tell it: what each says, the first to begin first. */
  readonly parts?: readonly Episode[];
}

/** What need not be looked at now, as its own monitor says. */
const LIGHT: ReadonlySet<Severity> = new Set(['low', 'info']);
const LIGHTER = 0.5;

/** How much it says, 0 to 1: what alerts all the time says little, and what its monitor takes lightly. `half` earlier ones of its fingerprint halve it. */
export const tellingOf = ({ earlier, severity }: Pick<Episode, 'earlier' | 'severity'>, half: number): number => (LIGHT.has(severity) ? LIGHTER : 1) / (1 + earlier / half);

/** What each source says of it. */
export const partsOf = (episode: Episode): readonly Episode[] => episode.parts ?? [episode];

export const worst = (a: Severity, b: Severity): Severity => (severities.indexOf(a) <= severities.indexOf(b) ? a : b);

const NONE: ReadonlySet<Alert> = new Set();

/** At one instant what ran ends before the next begins. */
const order = { resolved: 0, firing: 1, acknowledged: 2 } as const;
const begins = (alert: Alert): string => alert.startsAt ?? alertTime(alert);
const lapse = (alert: Alert): string | undefined => {
  if (alert.expiresAfter === undefined) return undefined;
  const last = alert.updatedAt > begins(alert) ? alert.updatedAt : begins(alert);
  return timeAfter(last, durationMillis(alert.expiresAfter));
};

const open = (alert: Alert): Episode => ({
  id: alert.id, alertIds: [alert.id], fingerprint: alert.fingerprint, first: alert, startsAt: begins(alert), endsAt: undefined, lapsesAt: lapse(alert),
  acknowledged: alert.status === 'acknowledged', severity: alert.severity, earlier: 0,
});

const later = (a: string | undefined, b: string | undefined): string | undefined => (a === undefined || (b !== undefined && b > a) ? b : a);

/**
 * The episodes of one (environment, fingerprint), oldest first, whatever the order of its alerts. A firing begins one unless one runs; a resolved
 * event ends the one that runs; one whose sender fell silent ends `expiresAfter` its last firing, once `now` has come to that. `began`: those of
 * the alerts that are known to have begun one, also where they are acknowledgements.
 */
export const episodesOf = (alerts: readonly Alert[], now: string, began: ReadonlySet<Alert> = NONE): Episode[] => {
  const sorted = [...alerts].sort((a, b) => compareText(alertTime(a), alertTime(b)) || order[a.status] - order[b.status] || compareText(a.id, b.id));
  const done: Episode[] = [];
  let running: Episode | undefined;
  const endLapsed = (at: string): void => {
    if (running?.lapsesAt === undefined || running.lapsesAt > at) return;
    done.push({ ...running, endsAt: running.lapsesAt });
    running = undefined;
    lapsed = true;
  };
  /** An end that found nothing that had begun before it: it ends what begins at the same instant. */
  let early: string | undefined;
  const endEarly = (): void => {
    if (running === undefined || running.startsAt !== early) return;
    done.push({ ...running, endsAt: early });
    running = undefined;
  };
  /** The last end that was said, of whatever. */
  let over: string | undefined;
  /** The last that ran ended by itself: only a firing says that it is back. */
  let lapsed = false;
  /** Who acknowledges what began then says nothing new: it has ended. */
  const isOver = (start: string): boolean => lapsed || (over !== undefined && start <= over);
  for (const alert of sorted) {
    const at = alertTime(alert);
    if (at !== early) endEarly();
    endLapsed(at);
    if (alert.status === 'resolved') {
      over = at;
      lapsed = false;
      if (running === undefined) {
        early = at;
        continue;
      }
      done.push({ ...running, endsAt: at });
      running = undefined;
      continue;
    }
    if (alert.status === 'acknowledged' && !began.has(alert) && isOver(begins(alert))) {
      const last = done.at(-1);
      if (last !== undefined) done[done.length - 1] = { ...last, alertIds: [...last.alertIds, alert.id] };
      continue;
    }
    if (running === undefined) {
      running = open(alert);
      lapsed = false;
      continue;
    }
    running = {
      ...running,
      alertIds: [...running.alertIds, alert.id],
      lapsesAt: alert.status === 'firing' ? later(running.lapsesAt, lapse(alert)) : running.lapsesAt,
      acknowledged: alert.status === 'acknowledged' || running.acknowledged,
      severity: worst(running.severity, alert.severity),
    };
  }
  endEarly();
  endLapsed(now);
  return running === undefined ? done : [...done, running];
};
