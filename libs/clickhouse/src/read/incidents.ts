import { incidentId, type Feedback, type Incident } from '@culprit/domain';
import type { FeedbackRow, IncidentFilter, Page, Paging, ReadStore, ServiceKey } from '@culprit/ports';
import { afterTime, pageOf, timeCursor } from '../cursor.js';
import type { Database, Params } from '../database.js';
import { bounds } from '../times.js';
import { episodes } from './alerts.js';
import { servicesIn } from './scope.js';

interface Stored {
  id: string;
  time: string;
  body: string;
}
const all = {
  ids: [], services: [], owners: 0, ownersServices: [], systems: 0, systemsServices: [], environment: '', status: '', severities: [], hasSuspect: '', minProbability: 0,
  ...bounds({}),
};
const incidentOf = (row: { body: string }): Incident => JSON.parse(row.body) as Incident;
/** Incidents merge into incidents that merge; a longer chain than this is a loop. */
const LONGEST_CHAIN = 64;

/** Incidents with their opening as ClickHouse writes it, newest first. */
export const incidentsBy = async (db: Database, params: Params & { first: number; cursorTime: string; cursorId: string }): Promise<{ time: string; row: Incident }[]> =>
  (await db.ask<Stored>('incidents', { ...all, ...params })).map((row) => ({ time: row.time, row: incidentOf(row) }));

const page = async (db: Database, params: Params, paging: Paging): Promise<Page<Incident>> => {
  const rows = await incidentsBy(db, { ...params, ...afterTime('incidents', paging.after), first: paging.first + 1 });
  return pageOf(rows, paging.first, ({ time, row }) => timeCursor('incidents', time, row.id), ({ row }) => row);
};

/** A page for each, read at once. */
const pagesOf = async (db: Database, by: 'service' | 'change', of: readonly ServiceKey[], paging: Paging): Promise<Page<Incident>[]> => {
  if (of.length === 0) return [];
  const params = { by, names: of.map(({ name }) => name), environments: of.map(({ environment }) => environment ?? ''), ...afterTime('incidents', paging.after), first: paging.first + 1 };
  const found = new Map<string, { time: string; row: Incident }[]>();
  const keyOf = (name: string, asked: string): string => JSON.stringify([name, asked]);
  for (const { name, asked, time, body } of await db.ask<Stored & { name: string; asked: string }>('incidents-of', params)) {
    const key = keyOf(name, asked);
    found.set(key, [...(found.get(key) ?? []), { time, row: incidentOf({ body }) }]);
  }
  return of.map(({ name, environment }) => pageOf(found.get(keyOf(name, environment ?? '')) ?? [], paging.first, ({ time, row }) => timeCursor('incidents', time, row.id), ({ row }) => row));
};

const filterParams = async (db: Database, filter: IncidentFilter): Promise<Params> => {
  const has = (list: readonly string[] | undefined): boolean => (list?.length ?? 0) > 0;
  const { owners, systems, environment } = filter;
  return {
    ...bounds(filter),
    services: filter.services ?? [],
    owners: has(owners) ? 1 : 0,
    ownersServices: await servicesIn(db, { owners, environment }),
    systems: has(systems) ? 1 : 0,
    systemsServices: await servicesIn(db, { systems, environment }),
    environment: environment ?? '',
    status: filter.status ?? '',
    severities: filter.severities ?? [],
    hasSuspect: filter.hasSuspect === undefined ? '' : String(filter.hasSuspect),
    minProbability: filter.minProbability ?? 0,
  };
};

/** The ids that the incidents of these alerts may have now: an alert that once was the first may stand in an episode that began earlier. */
const idsByAlert = async (db: Database, id: string): Promise<string[]> => {
  const alertIds = (await db.ask<{ id: string }>('alert-naming', { id })).map((row) => row.id);
  if (alertIds.length === 0) return [];
  const { to } = bounds({});
  const held = await episodes(db, { ...bounds({}), ...afterTime('alerts', undefined), alertIds, allAlerts: 0, now: to, first: alertIds.length * 2 });
  return held.map(({ row }) => incidentId(row.id)).filter((other) => other !== id);
};

const living = async (db: Database, id: string): Promise<Incident | undefined> => {
  const known = await follow(db, id);
  if (known !== undefined && known.status !== 'merged') return known;
  for (const other of await idsByAlert(db, id)) {
    const found = await follow(db, other);
    if (found !== undefined && found.status !== 'merged') return found;
  }
  return known;
};

/** Follows `mergedInto` to an incident that lives; else one that holds the alert which the id was made of. */
const follow = async (db: Database, id: string): Promise<Incident | undefined> => {
  const seen = new Set<string>();
  let last: Incident | undefined;
  for (let next = id; !seen.has(next) && seen.size < LONGEST_CHAIN; ) {
    seen.add(next);
    const found = await db.ask<{ id: string; status: string; mergedInto: string; body: string }>('incident', { id: next });
    const living = found.find((row) => row.status !== 'merged');
    if (living !== undefined) return incidentOf(living);
    const merged = found[0];
    if (merged === undefined) break;
    last ??= incidentOf(merged);
    next = merged.mergedInto;
  }
  return last;
};

const feedback = async (db: Database, ids: readonly string[]): Promise<FeedbackRow[]> => {
  if (ids.length === 0) return [];
  const rows = await db.ask<{ asked: string; body: string }>('feedback', { ids });
  return rows.map((row) => ({ ...(JSON.parse(row.body) as Feedback), askedFor: row.asked }));
};

export const incidentReads = (db: Database): Pick<ReadStore, 'incidents' | 'incident' | 'incidentsOfServices' | 'incidentsOfChanges' | 'feedback'> => ({
  incidents: async (filter, paging) => page(db, await filterParams(db, filter), paging),
  incident: (id) => living(db, id),
  incidentsOfServices: (services, paging) => pagesOf(db, 'service', services, paging),
  incidentsOfChanges: (ids, paging) => pagesOf(db, 'change', ids.map((name) => ({ name })), paging),
  feedback: (ids) => feedback(db, ids),
});
