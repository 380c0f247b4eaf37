import type { ChangeRow, Page, Paging, ReadStore, ServiceKey, ServicesTimeline, TimelineEntry } from '@culprit/ports';
import type { Incident } from '@culprit/domain';
import { afterTime } from '../cursor.js';
import type { Database, Params } from '../database.js';
import { episodeOfRow, type StoredEpisode } from '../rows/alert.js';
import { bounds, stored } from '../times.js';
import { countingOf, type Candidate } from './changes.js';
import { lastStepsOfEach, statementsOf } from './known-by.js';
import { reachesOf, type Reach } from './scope.js';
import { placedIn, timelinePage, wants } from './timeline.js';

interface OfScope {
  /** Counted from 1. */
  scope: number;
}
type Found<T> = readonly { readonly time: string; readonly row: T }[];

/** The services of all reaches, each with the places of those that it lies in. */
const scopesParams = (reaches: readonly Reach[]): { services: string[]; scopes: number[][]; environments: string[] } => {
  const scopes = new Map<string, number[]>();
  reaches.forEach(({ hops }, at) => {
    for (const service of hops.keys()) {
      const known = scopes.get(service);
      if (known === undefined) scopes.set(service, [at + 1]);
      else known.push(at + 1);
    }
  });
  return { services: [...scopes.keys()], scopes: [...scopes.values()], environments: reaches.map(({ environment }) => environment) };
};

const byScope = <Row extends OfScope>(rows: readonly Row[], scopes: number): Row[][] => {
  const found = Array.from({ length: scopes }, (): Row[] => []);
  for (const row of rows) found[row.scope - 1]?.push(row);
  return found;
};

const holds = ({ hops, environment }: Reach) => (row: ChangeRow): boolean =>
  row.services.some((service) => hops.has(service)) && (environment === '' || row.environment === undefined || row.environment === environment);

/** What `firstChanges` does for one scope: those that have not enough are asked for more, together. */
const firstChangesOfEach = async (db: Database, reaches: readonly Reach[], window: Params, params: Params, first: number, collapse: boolean): Promise<Found<ChangeRow>[]> => {
  const kept = new Map<Reach, Found<ChangeRow>>();
  for (let candidates = first * 2 + 10; kept.size < reaches.length; candidates *= 4) {
    const open = reaches.filter((reach) => !kept.has(reach));
    const asked = scopesParams(open);
    const found = byScope(await db.ask<Candidate & OfScope>('timelines-changes', { ...params, ...asked, candidates }), open.length);
    const merged = await statementsOf(db, found.flatMap((each) => each.map(({ id }) => id)));
    const counting = found.map((each) => countingOf(each, merged));
    const everyone = { ...window, everything: 0, services: asked.services, clusters: [], namespaces: [], environment: '' };
    const last = collapse ? await lastStepsOfEach(db, open.map((reach, i) => ({ rows: (counting[i] ?? []).map(({ row }) => row), holds: holds(reach) })), everyone) : [];
    open.forEach((reach, i) => {
      const rows = (counting[i] ?? []).filter(({ row }) => last[i]?.has(row.id) ?? true);
      if (rows.length >= first || (found[i]?.length ?? 0) < candidates) kept.set(reach, rows.slice(0, first));
    });
  }
  return reaches.map((reach) => kept.get(reach) ?? []);
};

/** The timelines of several services, asked for alike, in as many queries as that of one. */
const timelines = async (db: Database, services: readonly ServiceKey[], question: ServicesTimeline, paging: Paging, now: string): Promise<Page<TimelineEntry>[]> => {
  const { kinds, collapse, related, direction, fading, ...window } = question;
  const after = afterTime('timeline', paging.after);
  if (services.length === 0) return [];
  const reaches = await reachesOf(db, services, { related, direction, fading }, window);
  const first = paging.first + 1;
  const params = { ...bounds(window), ...scopesParams(reaches), ...after, first };
  const changes = wants(kinds, 'change') ? await firstChangesOfEach(db, reaches, bounds(window), params, first, collapse !== false) : [];
  const alerts = wants(kinds, 'alert') ? await db.ask<StoredEpisode & OfScope>('timelines-alerts', { ...params, allAlerts: 0, alertIds: [], clusters: [], now: stored(now) }) : [];
  const incidents = wants(kinds, 'incident') ? await db.ask<{ time: string; body: string } & OfScope>('timelines-incidents', params) : [];
  const alertsOf = byScope(alerts, reaches.length);
  const incidentsOf = byScope(incidents, reaches.length);
  return reaches.map((reach, i) => timelinePage(placedIn(reach, {
    changes: changes[i] ?? [],
    alerts: alertsOf[i]?.map((row) => ({ time: row.time, row: episodeOfRow(row) })) ?? [],
    incidents: incidentsOf[i]?.map(({ time, body }) => ({ time, row: JSON.parse(body) as Incident })) ?? [],
  }), paging));
};

export const timelinesReads = (db: Database): Pick<ReadStore, 'timelinesOfServices'> => ({
  timelinesOfServices: (services, question, paging, now) => timelines(db, services, question, paging, now),
});
