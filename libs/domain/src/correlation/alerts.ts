import type { Alert } from '../events/alert.js';
import { isSame } from '../events/canonical.js';
import { alertTime } from '../events/envelope.js';
import type { Incident } from '../events/incident.js';
import { millis } from '../events/time.js';
import { BOND, keysOf } from './alert-keys.js';
import { type Episode, episodesOf, partsOf } from './episodes.js';
import type { Rules } from './rules.js';
import { joinTwins } from './twins.js';

/** The alerts of one environment, as episodes; what several sources tell is one. */
export interface Episodes {
  /** Takes an alert as its statements together say it, in place of what was known of its id. */
  put(alert: Alert): void;
  remove(alert: Alert): void;
  /** Alerts that a published incident lists stand in for firings that are no longer read. */
  adopt(incident: Incident): void;
  /** Every episode, as of `now`. The same object until it changes. */
  all(now: string): readonly Episode[];
  /** Which episodes came and went since this or `all` was last asked; undefined where that is not known. */
  news(now: string): News | undefined;
  /** Whether one ends by itself by `now` that had not before. */
  lapses(now: string): boolean;
  /** Drops fingerprints that are over and were last spoken of before; gives the keys of their statements. */
  forget(before: string): string[];
}

export interface News {
  readonly gone: readonly Episode[];
  readonly come: readonly Episode[];
}
const NO_NEWS: News = { gone: [], come: [] };

/**
 * That an alert fires and that it ended are two facts, also where a sender gives both the same id: of the statements of each one counts, and
 * neither takes the other's place.
 */
export const statementKey = (alert: Pick<Alert, 'id' | 'status'>): string => `${alert.status === 'resolved' ? 'end' : 'begin'} ${alert.id}`;

const seeds = (incident: Incident): Alert[] =>
  incident.alerts.flatMap((listed) =>
    (listed.sources ?? [listed]).flatMap((a) => {
      const base: Alert = {
        id: a.id, fingerprint: a.fingerprint, status: a.status === 'acknowledged' ? 'acknowledged' : 'firing', class: listed.class, severity: a.severity, title: listed.title,
        startsAt: a.startsAt, updatedAt: a.startsAt, observedAt: a.startsAt, environment: incident.environment, service: listed.service, caller: listed.caller, cluster: listed.cluster,
        entities: [], labels: listed.sources === undefined ? {} : { [BOND]: `alert ${listed.id}` }, links: [], source: a.source,
      };
      if (a.endsAt === undefined) return [base];
      if (a.lapsed === true) return [{ ...base, expiresAfter: `PT${(millis(a.endsAt) - millis(a.startsAt)) / 1000}S` }];
      return [base, { ...base, status: 'resolved', endsAt: a.endsAt, updatedAt: a.endsAt }];
    }),
  );

/** Each with the number of those that began in the lookback before it. They come oldest first. */
const withEarlier = (episodes: readonly Episode[], lookback: number): Episode[] => {
  let from = 0;
  return episodes.map((episode, i) => {
    const start = millis(episode.startsAt) - lookback;
    while (from < i && millis((episodes[from] as Episode).startsAt) < start) from += 1;
    return i === from ? episode : { ...episode, earlier: i - from };
  });
};

export const episodeIndex = (rules: Rules['fold']): Episodes => {
  const byFingerprint = new Map<string, Map<string, Alert>>();
  const adopted = new Map<string, Map<string, Alert>>();
  const swept = new Map<string, readonly Episode[]>();
  const stale = new Set<string>();
  const speakers = new Map<string, Set<string>>();
  /** The keys of each fingerprint. */
  const spoken = new Map<string, ReadonlySet<string>>();
  /** Keys of more than one. */
  const shared = new Set<string>();
  let joined = new Map<Episode, Episode>();
  let flat: readonly Episode[] | undefined;
  /** What came and went since anybody asked; undefined: more than was noted. */
  let news: { gone: Episode[]; come: Episode[] } | undefined;
  /** Of fingerprints of which one runs that ends by itself, when. */
  const lapsing = new Map<string, string>();
  /** The first of them. */
  let nextLapse = '~';

  const under = (index: Map<string, Map<string, Alert>>, fingerprint: string): Map<string, Alert> => {
    const known = index.get(fingerprint) ?? new Map<string, Alert>();
    index.set(fingerprint, known);
    return known;
  };
  const sweep = (fingerprint: string, now: string): void => {
    const real = byFingerprint.get(fingerprint) ?? new Map<string, Alert>();
    const seeds = [...(adopted.get(fingerprint)?.values() ?? [])];
    // an end that is read again ends one, not what began at its instant too
    const isRead = (end: Alert): boolean => [...real.values()].some((alert) => alert.status === 'resolved' && alertTime(alert) === alertTime(end));
    const standIns = seeds.filter((seed) => !real.has(statementKey({ id: seed.id, status: 'firing' })) && !(seed.status === 'resolved' && isRead(seed)));
    const bonds = new Map(seeds.flatMap(({ id, labels: { [BOND]: bond } }) => (bond === undefined ? [] : [[id, bond] as const])));
    const read = [...real.values()].map((alert) => {
      const bond = bonds.get(alert.id);
      return bond === undefined ? alert : { ...alert, labels: { ...alert.labels, [BOND]: bond } };
    });
    const before = swept.get(fingerprint) ?? [];
    const episodes = withEarlier(episodesOf([...read, ...standIns], now, new Set(standIns)), rules.lookback).map((episode, i) => {
      const was = before[i];
      return was !== undefined && isSame(was, episode) ? was : episode;
    });
    note(before, episodes);
    lapseOf(fingerprint, episodes);
    if (episodes.length === 0) swept.delete(fingerprint);
    else swept.set(fingerprint, episodes);
    speak(fingerprint, episodes);
  };
  const note = (before: readonly Episode[], now: readonly Episode[]): void => {
    if (news === undefined) return;
    for (let i = 0; i < Math.max(before.length, now.length); i++) {
      const [was, is] = [before[i], now[i]];
      if (was === is) continue;
      if (was !== undefined) news.gone.push(was);
      if (is !== undefined) news.come.push(is);
    }
  };
  const lapseOf = (fingerprint: string, episodes: readonly Episode[]): void => {
    const soonest = episodes.reduce((first, e) => (lapse(e) < first ? lapse(e) : first), '~');
    if (soonest === '~') lapsing.delete(fingerprint);
    else lapsing.set(fingerprint, soonest);
  };
  /** Every fingerprint as it is now; true when any was another. */
  const refresh = (now: string): boolean => {
    if (nextLapse <= now) for (const [fingerprint, at] of lapsing) if (at <= now) stale.add(fingerprint);
    if (stale.size === 0) return false;
    for (const fingerprint of stale) sweep(fingerprint, now);
    stale.clear();
    nextLapse = '~';
    for (const at of lapsing.values()) if (at < nextLapse) nextLapse = at;
    return true;
  };
  const speak = (fingerprint: string, episodes: readonly Episode[]): void => {
    const now = new Set(episodes.flatMap(({ first }) => [...keysOf(first).all]));
    const before = spoken.get(fingerprint) ?? new Set();
    for (const key of new Set([...before, ...now])) {
      const of = speakers.get(key) ?? new Set<string>();
      if (now.has(key)) of.add(fingerprint);
      else of.delete(fingerprint);
      if (of.size === 0) speakers.delete(key);
      else speakers.set(key, of);
      if (of.size > 1) shared.add(key);
      else shared.delete(key);
    }
    if (now.size === 0) spoken.delete(fingerprint);
    else spoken.set(fingerprint, now);
  };
  const same = (a: Episode, b: Episode | undefined): boolean => b !== undefined && partsOf(a).length === partsOf(b).length && partsOf(a).every((part, i) => part === b.parts?.[i]);
  /** What is one alert stays the same object until one of its parts changes. */
  const join = (): void => {
    const sharing = [...shared].map((key) => [...(speakers.get(key) ?? [])].flatMap((fingerprint) => swept.get(fingerprint) ?? []));
    const next = joinTwins(sharing, rules);
    for (const [part, one] of next) {
      const before = joined.get(part);
      if (before !== undefined && same(one, before)) next.set(part, before);
    }
    joined = next;
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
      if (!refresh(now) && flat !== undefined) return flat;
      const each = [...swept.values()].flat();
      if (shared.size > 0 || joined.size > 0) join();
      flat = joined.size === 0 ? each : [...new Set(each.map((episode) => joined.get(episode) ?? episode))];
      news = { gone: [], come: [] };
      return flat;
    },
    news: (now) => {
      if (refresh(now)) flat = undefined;
      // one that is told by several goes when any of them says otherwise
      if (news === undefined || shared.size > 0 || joined.size > 0) return undefined;
      const told = news.gone.length + news.come.length === 0 ? NO_NEWS : news;
      news = { gone: [], come: [] };
      return told;
    },
    forget: (before) => {
      const dropped: string[] = [];
      for (const [fingerprint, alerts] of byFingerprint) {
        // what several tell is over when all of them say so
        const running = swept.get(fingerprint)?.some((part) => { const { endsAt } = joined.get(part) ?? part; return endsAt === undefined || endsAt >= before; }) ?? false;
        if (running || [...alerts.values()].some((a) => a.updatedAt >= before)) continue;
        dropped.push(...alerts.keys());
        byFingerprint.delete(fingerprint);
        adopted.delete(fingerprint);
        swept.delete(fingerprint);
        speak(fingerprint, []);
        lapsing.delete(fingerprint);
        flat = undefined;
        news = undefined;
      }
      return dropped;
    },
  };
  return index;
};
