import { compareText, millis, timeOf } from '@culprit/domain';
import type { BucketQuestion, Page, Paging, ReadStore, TimelineBucket, TimelineEntry, TimelineKind, TimelineQuestion } from '@culprit/ports';
import { afterTime, pageOf, timeCursor } from '../cursor.js';
import type { Database } from '../database.js';
import { bounds, stored, told } from '../times.js';
import { episodes } from './alerts.js';
import { firstChanges } from './changes.js';
import { incidentsBy } from './incidents.js';
import { reachOf, scopeParams, type Reach } from './scope.js';

export interface Placed {
  readonly time: string;
  readonly entry: TimelineEntry;
}

/** The nearest of its services within the scope, ties by name. */
const nearest = (reach: Reach, services: readonly string[]): { service?: string; hops: number } => {
  const inside = services.flatMap((service) => {
    const hops = reach.everything ? 0 : reach.hops.get(service);
    return hops === undefined ? [] : [{ service, hops }];
  });
  const [first] = inside.sort((a, b) => a.hops - b.hops || compareText(a.service, b.service));
  if (first !== undefined) return first;
  const [service] = services;
  return service === undefined ? { hops: 0 } : { service, hops: 0 };
};

type Found<K extends TimelineEntry['kind']> = { readonly time: string; readonly row: Extract<TimelineEntry, { kind: K }>['node'] };
/** What was found of each kind, in its place on the line. */
export const placedIn = (reach: Reach, { changes = [], alerts = [], incidents = [] }: { changes?: readonly Found<'change'>[]; alerts?: readonly Found<'alert'>[]; incidents?: readonly Found<'incident'>[] }): Placed[] => {
  const place = (time: string, services: readonly string[]) => ({ at: told(time), ...nearest(reach, services) });
  return [
    ...changes.map(({ time, row }) => ({ time, entry: { kind: 'change', ...place(time, row.services), node: row } as const })),
    ...alerts.map(({ time, row }) => ({ time, entry: { kind: 'alert', ...place(time, row.services), node: row } as const })),
    ...incidents.map(({ time, row }) => ({ time, entry: { kind: 'incident', ...place(time, row.services), node: row } as const })),
  ].sort((a, b) => compareText(b.time, a.time) || compareText(b.entry.node.id, a.entry.node.id));
};

export const wants = (kinds: TimelineQuestion['kinds'], kind: TimelineKind): boolean => (kinds?.length ?? 0) === 0 || kinds?.includes(kind) === true;

export const timelinePage = (found: readonly Placed[], { first }: Paging): Page<TimelineEntry> =>
  pageOf(found, first, ({ time, entry }) => timeCursor('timeline', time, entry.node.id), ({ entry }) => entry);

const timeline = async (db: Database, question: TimelineQuestion, paging: Paging, now: string): Promise<Page<TimelineEntry>> => {
  const after = afterTime('timeline', paging.after);
  const reach = await reachOf(db, question.scope, question);
  const first = paging.first + 1;
  const params = { ...bounds(question), ...scopeParams(reach), ...after, first };
  const nobody = !reach.everything && reach.hops.size === 0;
  const { kinds, collapse } = question;
  const found = placedIn(reach, {
    ...(wants(kinds, 'change') ? { changes: await firstChanges(db, 'timeline-changes', params, first, collapse === false ? undefined : { ...bounds(question), ...scopeParams(reach) }) } : {}),
    ...(wants(kinds, 'alert') ? { alerts: await episodes(db, { ...params, allAlerts: reach.everything ? 1 : 0, begun: 1, now: stored(now) }) } : {}),
    ...(wants(kinds, 'incident') && !nobody ? { incidents: await incidentsBy(db, params) } : {}),
  });
  return timelinePage(found, paging);
};

const timelineBuckets = async (db: Database, question: BucketQuestion, now: string): Promise<TimelineBucket[]> => {
  const [fromMs, toMs] = [millis(question.from), millis(question.to)];
  if (toMs <= fromMs || question.buckets < 1) return [];
  const reach = await reachOf(db, question.scope, question);
  const rows = await db.ask<{ bucket: number | string; service: string; changes: number; alerts: number; incidents: number }>('timeline-buckets', {
    ...bounds(question), ...scopeParams(reach), fromMs, toMs, buckets: question.buckets, now: stored(now), allAlerts: reach.everything ? 1 : 0, alertIds: [],
  });
  const edge = (bucket: number): string => timeOf(fromMs + Math.ceil((bucket * (toMs - fromMs)) / question.buckets));
  return rows.map(({ bucket, service, ...counts }) => ({ from: edge(Number(bucket)), to: edge(Number(bucket) + 1), ...(service === '' ? {} : { service }), ...counts }));
};

export const timelineReads = (db: Database): Pick<ReadStore, 'timeline' | 'timelineBuckets'> => ({
  timeline: (question, paging, now) => timeline(db, question, paging, now),
  timelineBuckets: (question, now) => timelineBuckets(db, question, now),
});
