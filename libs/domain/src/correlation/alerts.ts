import type { Alert } from '../events/alert.js';
import type { Incident } from '../events/incident.js';
import { millis } from '../events/time.js';
import { type Episode, episodesOf } from './episodes.js';

/** The alerts of one environment, as episodes. */
export interface Episodes {
  /** Takes an alert as its statements together say it, in place of what was known of its id. */
  put(alert: Alert): void;
  remove(alert: Alert): void;
  /** Alerts that a published incident lists stand in for firings that are no longer read. */
  adopt(incident: Incident): void;
  /** Every episode, as of `now`. The same object until it changes. */
  all(now: string): readonly Episode[];
  /** Whether one ends by itself by `now` that had not before. */
  lapses(now: string): boolean;
  /** Drops fingerprints that are over and were last spoken of before; gives the keys of their statements. */
  forget(before: string): string[];
}

/**
 * That an alert fires and that it ended are two facts, also where a sender gives both the same id: of the statements of each one counts, and
 * neither takes the other's place.
 */
export const statementKey = (alert: Pick<Alert, 'id' | 'status'>): string => (alert.status === 'resolved' ? `${alert.id} end` : alert.id);

const seeds = (incident: Incident): Alert[] =>
  incident.alerts.flatMap((a) => {
    const base: Alert = {
      id: a.id, fingerprint: a.fingerprint, status: a.status === 'acknowledged' ? 'acknowledged' : 'firing', class: a.class, severity: a.severity, title: a.title,
      startsAt: a.startsAt, updatedAt: a.startsAt, observedAt: a.startsAt, environment: incident.environment, service: a.service, cluster: a.cluster,
      entities: [], labels: {}, links: [], source: a.source,
    };
    return a.endsAt === undefined ? [base] : [base, { ...base, status: 'resolved', endsAt: a.endsAt, updatedAt: a.endsAt }];
  });

/** Each with the number of those that began in the lookback before it. They come oldest first. */
const withEarlier = (episodes: readonly Episode[], lookback: number): Episode[] => {
  let from = 0;
  return episodes.map((episode, i) => {
    const start = millis(episode.startsAt) - lookback;
    while (from < i && millis((episodes[from] as Episode).startsAt) < start) from += 1;
    return i === from ? episode : { ...episode, earlier: i - from };
  });
};

export const episodeIndex = (lookback: number): Episodes => {
  const byFingerprint = new Map<string, Map<string, Alert>>();
  const adopted = new Map<string, Map<string, Alert>>();
  const swept = new Map<string, readonly Episode[]>();
  const stale = new Set<string>();
  let flat: readonly Episode[] | undefined;
  /** When the first of those that run ends by itself. */
  let nextLapse = '~';

  const under = (index: Map<string, Map<string, Alert>>, fingerprint: string): Map<string, Alert> => {
    const known = index.get(fingerprint) ?? new Map<string, Alert>();
    index.set(fingerprint, known);
    return known;
  };
  const sweep = (fingerprint: string, now: string): void => {
    const real = byFingerprint.get(fingerprint) ?? new Map<string, Alert>();
    const standIns = [...(adopted.get(fingerprint)?.values() ?? [])].filter((seed) => !real.has(seed.id));
    const episodes = withEarlier(episodesOf([...real.values(), ...standIns], now), lookback);
    if (episodes.length === 0) swept.delete(fingerprint);
    else swept.set(fingerprint, episodes);
  };
  const lapse = (episode: Episode): string => (episode.endsAt === undefined ? episode.lapsesAt ?? '~' : '~');

  const index: Episodes = {
    put: (alert) => {
      under(byFingerprint, alert.fingerprint).set(statementKey(alert), alert);
      stale.add(alert.fingerprint);
    },
    remove: (alert) => {
      under(byFingerprint, alert.fingerprint).delete(statementKey(alert));
      stale.add(alert.fingerprint);
    },
    adopt: (incident) => {
      for (const seed of seeds(incident)) {
        under(adopted, seed.fingerprint).set(statementKey(seed), seed);
        stale.add(seed.fingerprint);
      }
    },
    lapses: (now) => nextLapse <= now,
    all: (now) => {
      if (nextLapse <= now) for (const [fingerprint, episodes] of swept) if (episodes.some((e) => lapse(e) <= now)) stale.add(fingerprint);
      if (stale.size === 0 && flat !== undefined) return flat;
      for (const fingerprint of stale) sweep(fingerprint, now);
      stale.clear();
      flat = [...swept.values()].flat();
      nextLapse = flat.reduce((soonest, e) => (lapse(e) < soonest ? lapse(e) : soonest), '~');
      return flat;
    },
    forget: (before) => {
      const dropped: string[] = [];
      for (const [fingerprint, alerts] of byFingerprint) {
        const running = swept.get(fingerprint)?.some((e) => e.endsAt === undefined || e.endsAt >= before) ?? false;
        if (running || [...alerts.values()].some((a) => a.updatedAt >= before)) continue;
        dropped.push(...alerts.keys());
        byFingerprint.delete(fingerprint);
        adopted.delete(fingerprint);
        swept.delete(fingerprint);
        flat = undefined;
      }
      return dropped;
    },
  };
  return index;
};
