import { compareText, type Coverage } from '@culprit/domain';
import type { DependencyQuestion, DependencyRow, ReadStore, StorePosition } from '@culprit/ports';
import { afterUnmapped, pageOf, unmappedCursor } from '../cursor.js';
import type { Database } from '../database.js';
import { bounds, stored, told, toldMaybe } from '../times.js';
import { edgesAround, walk, type EdgeQuestion, type StoredEdge } from './scope.js';

const ALWAYS = '1970-01-01T00:00:00.000Z';

const dependencyOf = (e: StoredEdge): DependencyRow => {
  const validTo = toldMaybe(e.until);
  return {
    from: e.caller,
    to: e.callee,
    ...(e.environment === '' ? {} : { environment: e.environment }),
    kind: e.kind,
    source: e.source,
    ...(e.confidence === null ? {} : { confidence: e.confidence }),
    validFrom: toldMaybe(e.since) ?? ALWAYS,
    ...(validTo === undefined ? {} : { validTo }),
  };
};

/** Those that never ended, when no time is asked for. */
const edgeQuestion = (question: DependencyQuestion): EdgeQuestion => {
  const end = bounds({}).to;
  const at = question.asOf === undefined ? end : stored(question.asOf);
  return { environment: question.environment ?? '', direction: question.direction ?? 'callees', since: at, until: at };
};

const dependencies = async (db: Database, question: DependencyQuestion): Promise<DependencyRow[]> => {
  const asked = edgeQuestion(question);
  const edges = question.service === undefined ? await edgesAround(db, undefined, asked) : (await walk(db, [question.service], question.depth ?? 4, asked)).edges;
  const distinct = new Map(edges.map((e) => [JSON.stringify([e.caller, e.callee, e.kind, e.source, e.environment, e.since]), e]));
  return [...distinct].sort(([a], [b]) => compareText(a, b)).map(([, edge]) => dependencyOf(edge));
};

const overlaps = (gap: { from: string; to?: string | undefined }, window: { from?: string | undefined; to?: string | undefined }): boolean =>
  (window.to === undefined || gap.from < window.to) && (window.from === undefined || gap.to === undefined || gap.to > window.from);

export const worldReads = (db: Database): Pick<ReadStore, 'dependencies' | 'unmapped' | 'coverage' | 'positions'> => ({
  dependencies: (question) => dependencies(db, question),
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
