import { compareText, confidenceAt, dayOf, silentDays, usualFading, type Coverage, type Edge, type Fading, type Time } from '@culprit/domain';
import type { DependencyQuestion, DependencyRow, ReadStore, StorePosition } from '@culprit/ports';
import { afterUnmapped, pageOf, unmappedCursor } from '../cursor.js';
import type { Database } from '../database.js';
import { told } from '../times.js';
import { allEdges, edgesIn, walk } from './graph.js';

const ALWAYS = '1970-01-01T00:00:00.000Z';

const dependencyOf = (edge: Edge, fading: Fading, at: Time): DependencyRow => ({
  from: edge.from,
  to: edge.to,
  ...(edge.environment === undefined ? {} : { environment: edge.environment }),
  kind: edge.kind,
  source: edge.source,
  confidence: Math.round(confidenceAt(fading, edge, at) * 1e6) / 1e6,
  silentDays: edge.seenOn === undefined ? 0 : silentDays(edge.seenOn, dayOf(at)),
  // what holds always has no instant there
  validFrom: edge.validFrom === '' ? ALWAYS : edge.validFrom,
  ...(edge.validTo === '~' ? {} : { validTo: edge.validTo }),
});

const orderOf = (d: DependencyRow): string => JSON.stringify([d.from, d.to, d.kind, d.source, d.environment ?? '', d.validFrom]);

const dependencies = async (db: Database, { service, environment, asOf, depth = 4, direction = 'callees', fading = usualFading }: DependencyQuestion, now: Time): Promise<DependencyRow[]> => {
  const at = asOf ?? now;
  const valid = edgesIn(await allEdges(db, fading), fading, { environment, since: at, until: at });
  const rows = [...(service === undefined ? valid : walk(valid, [service], depth, direction).edges)].map((edge) => dependencyOf(edge, fading, at));
  // two names of one service may state the same: the one that is trusted most is told
  const distinct = new Map<string, DependencyRow>();
  for (const row of rows.sort((a, b) => a.confidence - b.confidence)) distinct.set(orderOf(row), row);
  return [...distinct].sort(([a], [b]) => compareText(a, b)).map(([, row]) => row);
};

const overlaps = (gap: { from: string; to?: string | undefined }, window: { from?: string | undefined; to?: string | undefined }): boolean =>
  (window.to === undefined || gap.from < window.to) && (window.from === undefined || gap.to === undefined || gap.to > window.from);

export const worldReads = (db: Database): Pick<ReadStore, 'dependencies' | 'unmapped' | 'coverage' | 'positions'> => ({
  dependencies: (question, now) => dependencies(db, question, now),
  unmapped: async (paging) => {
    const rows = await db.ask<{ provider: string; entity: string; count: number; last: string }>('unmapped', { ...afterUnmapped(paging.after), first: paging.first + 1 });
    return pageOf(rows, paging.first, (r) => unmappedCursor(r.count, r.provider, r.entity), ({ last, ...row }) => ({ ...row, lastSeenAt: told(last) }));
  },
  coverage: async (filter) => {
    const rows = await db.ask<{ body: string }>('coverage', { environment: filter.environment ?? '' });
    return rows.map((row) => JSON.parse(row.body) as Coverage).map((c) => ({ ...c, gaps: c.gaps.filter((gap) => overlaps(gap, filter)) }));
  },
  positions: async () => {
    const rows = await db.ask<{ topic: string; partition: number; next: number | string }>('positions');
    return rows.map((row): StorePosition => ({ topic: row.topic, partition: row.partition, next: Number(row.next) }));
  },
});
