import { severities, type Service } from '@culprit/domain';
import type { Health, ReadStore, ServiceFilter, ServiceRow } from '@culprit/ports';
import { afterService, pageOf, serviceCursor } from '../cursor.js';
import type { Database, Params } from '../database.js';
import { stored, told } from '../times.js';
import { reasonsOf, sinceOf, type HealthSigns } from './health.js';

/** How long fewer replicas than wanted are ready before it counts: a rollout is not an illness. */
const HOLD_MS = 5 * 60_000;

type StoredWorkload = [string, string, string, string, number | null, number | null, Health, string | null, string[]];
interface Stored {
  name: string;
  environment: string;
  aliases: string[];
  owner: string;
  system: string;
  repositories: string[];
  links: string[];
  workloads: StoredWorkload[];
  clusters: string[];
  namespaces: string[];
  desired: number;
  ready: number;
  hasReplicas: number;
  rank: number;
  none: number;
  lacking: StoredWorkload[];
  alerts: [number, string, string][];
  incidents: [string, string][];
  alarmEnd: string;
  troubleEnd: string;
}
const healths = ['UNHEALTHY', 'DEGRADED', 'UNKNOWN', 'HEALTHY'] as const;

const workloadOf = ([cluster, namespace, kind, name, desired, ready, health, since, images]: StoredWorkload): ServiceRow['workloads'][number] => ({
  cluster, namespace, kind, name, health, images,
  ...(desired === null ? {} : { desired }),
  ...(ready === null ? {} : { ready }),
  ...(since === null ? {} : { since: told(since) }),
});

const placeOf = ([cluster, namespace, kind, name]: StoredWorkload): string => JSON.stringify([cluster, namespace, kind.toLowerCase(), name]);

/** One that a cluster reports, rather than what people wrote of the same. */
const reported = (workloads: readonly StoredWorkload[]): StoredWorkload[] => {
  const counted = new Set(workloads.filter(([, , , , desired]) => desired !== null).map(placeOf));
  return workloads.filter((w) => w[4] !== null || !counted.has(placeOf(w)));
};

const signsOf = (row: Stored): HealthSigns => ({
  health: healths[row.rank] ?? 'UNKNOWN',
  alerts: row.alerts.map(([severity, startsAt, title]) => ({ severity: severities[severity] ?? 'info', startsAt: told(startsAt), title })),
  incidents: row.incidents.map(([openedAt, title]) => ({ openedAt: told(openedAt), title })),
  lacking: row.lacking.map(workloadOf),
  none: Boolean(row.none),
  quietSince: told([row.alarmEnd, row.troubleEnd].sort().at(-1) ?? ''),
});

const serviceOf = (row: Stored): ServiceRow => {
  const signs = signsOf(row);
  const healthSince = sinceOf(signs);
  return {
    name: row.name,
    ...(row.environment === '' ? {} : { environment: row.environment }),
    clusters: row.clusters,
    namespaces: row.namespaces,
    aliases: row.aliases,
    ...(row.owner === '' ? {} : { owner: row.owner }),
    ...(row.system === '' ? {} : { system: row.system }),
    repositories: row.repositories,
    links: row.links.map((link) => JSON.parse(link) as Service['links'][number]),
    health: signs.health,
    ...(healthSince === undefined ? {} : { healthSince }),
    healthReasons: reasonsOf(signs),
    ...(row.hasReplicas ? { replicas: { desired: row.desired, ready: row.ready } } : {}),
    workloads: reported(row.workloads).map(workloadOf),
  };
};

const ask = (db: Database, filter: ServiceFilter & { name?: string }, now: string, params: Params): Promise<Stored[]> =>
  db.ask<Stored>('services', {
    now: stored(now), holdMs: HOLD_MS, allAlerts: filter.name === undefined ? 1 : 0, alertIds: [], clusters: [], services: filter.name === undefined ? [] : [filter.name],
    name: filter.name ?? '', environment: filter.environment ?? '', cluster: filter.cluster ?? '', namespace: filter.namespace ?? '', owner: filter.owner ?? '', system: filter.system ?? '',
    search: filter.search ?? '', healths: filter.healths ?? [], ...params,
  });

export const serviceReads = (db: Database): Pick<ReadStore, 'services' | 'service'> => ({
  services: async (filter, paging, now) => {
    const rows = await ask(db, filter, now, { ...afterService(paging.after), first: paging.first + 1 });
    return pageOf(rows, paging.first, (row) => serviceCursor(row.rank, row.name, row.environment), serviceOf);
  },
  service: async (name, environment, now) => {
    const [row] = await ask(db, { name, environment }, now, { ...afterService(undefined), first: 1 });
    return row === undefined ? undefined : serviceOf(row);
  },
});
