import { compareText, millis, timeOf } from '@culprit/domain';
import type { BucketQuestion, Page, Paging, ReadStore, TimelineBucket, TimelineEntry, TimelineQuestion } from '@culprit/ports';
import { afterTime, timeCursor } from '../cursor.js';
import type { Database } from '../database.js';
import { bounds, stored, told } from '../times.js';
import { episodes } from './alerts.js';
import { firstChanges } from './changes.js';
import { incidentsBy } from './incidents.js';
import { reachOf, scopeParams, type Reach } from './scope.js';

interface Placed {
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

const timeline = async (db: Database, question: TimelineQuestion, paging: Paging, now: string): Promise<Page<TimelineEntry>> => {
  const after = afterTime('timeline', paging.after);
  const reach = await reachOf(db, question.scope, question);
  const wanted = (kind: TimelineEntry['kind']): boolean => (question.kinds?.length ?? 0) === 0 || question.kinds?.includes(kind) === true;
  const first = paging.first + 1;
  const params = { ...bounds(question), ...scopeParams(reach), ...after, first };
  const nobody = !reach.everything && reach.hops.size === 0;

  const found: Placed[] = [];
  if (wanted('change')) {
    const changes = await firstChanges(db, 'timeline-changes', params, first, question.collapse === false ? undefined : { ...bounds(question), ...scopeParams(reach) });
    found.push(...changes.map(({ time, row }) => ({ time, entry: { kind: 'change', at: told(time), ...nearest(reach, row.services), node: row } as const })));
  }
  if (wanted('alert')) {
    const alerts = await episodes(db, { ...params, allAlerts: reach.everything ? 1 : 0, begun: 1, now: stored(now) });
    found.push(...alerts.map(({ time, row }) => ({ time, entry: { kind: 'alert', at: told(time), ...nearest(reach, row.services), node: row } as const })));
  }
  if (wanted('incident') && !nobody) {
    const incidents = await incidentsBy(db, params);
    found.push(...incidents.map(({ time, row }) => ({ time, entry: { kind: 'incident', at: told(time), ...nearest(reach, row.services), node: row } as const })));
  }
  found.sort((a, b) => compareText(b.time, a.time) || compareText(b.entry.node.id, a.entry.node.id));
  return {
    items: found.slice(0, paging.first).map(({ time, entry }) => ({ cursor: timeCursor('timeline', time, entry.node.id), node: entry })),
    hasNextPage: found.length > paging.first,
  };
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
