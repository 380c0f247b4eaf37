import type { ChangeFilter, ChangeRow, Page, Paging, ReadStore, ServiceKey } from '@culprit/ports';
import { afterTime, timeCursor } from '../cursor.js';
import type { Database, Params } from '../database.js';
import type { MergedChange } from '../rows/change.js';
import { bounds } from '../times.js';
import { changesKnownBy, lastSteps, linkedChanges, statementsOf } from './known-by.js';
import { reachOf, scopeParams } from './scope.js';

export interface Candidate {
  time: string;
  id: string;
  said: string;
}

/** Those candidates that are the statement which counts of their change. */
export const countingOf = (found: readonly Candidate[], merged: ReadonlyMap<string, MergedChange>): { time: string; row: ChangeRow }[] =>
  found.flatMap((c) => {
    const change = merged.get(c.id);
    return change !== undefined && change.said === c.said && change.time === c.time ? [{ time: c.time, row: change.row }] : [];
  });

/**
 * The first changes of a candidate query, newest first. Candidates are statements; one that does not count of its change is passed over, and with `collapse` one
 * for which a later step of it stands, so the query is asked for more until enough are left.
 */
export const firstChanges = async (db: Database, query: string, params: Params, first: number, collapse?: Params): Promise<{ time: string; row: ChangeRow }[]> => {
  for (let candidates = first * 2 + 10; ; candidates *= 4) {
    const found = await db.ask<Candidate>(query, { ...params, candidates });
    const all = countingOf(found, await statementsOf(db, found.map((c) => c.id)));
    const last = collapse === undefined ? undefined : await lastSteps(db, all.map(({ row }) => row), collapse);
    const counting = last === undefined ? all : all.filter(({ row }) => last.has(row.id));
    if (counting.length >= first || found.length < candidates) return counting.slice(0, first);
  }
};

const filterParams = (filter: ChangeFilter): Params => ({
  ...bounds(filter),
  kinds: filter.kinds ?? [],
  phases: filter.phases ?? [],
  actorKinds: filter.actorKinds ?? [],
  providers: filter.providers ?? [],
  entities: filter.entities ?? [],
  identities: filter.identities ?? [],
  outOfBand: filter.outOfBand === undefined ? '' : String(filter.outOfBand),
  search: filter.search ?? '',
});

const changes = async (db: Database, filter: ChangeFilter, paging: Paging): Promise<Page<ChangeRow>> => {
  const after = afterTime('changes', paging.after);
  const scope = await reachOf(db, filter.scope ?? {}, filter);
  const found = await firstChanges(db, 'change-candidates', { ...filterParams(filter), ...scopeParams(scope), ...after }, paging.first + 1);
  return {
    items: found.slice(0, paging.first).map(({ time, row }) => ({ cursor: timeCursor('changes', time, row.id), node: row })),
    hasNextPage: found.length > paging.first,
  };
};

const byIds = async (db: Database, ids: readonly string[]): Promise<(ChangeRow | undefined)[]> => {
  const merged = await statementsOf(db, ids);
  return ids.map((id) => merged.get(id)?.row);
};

const last = async (db: Database, services: readonly ServiceKey[]): Promise<(ChangeRow | undefined)[]> => {
  if (services.length === 0) return [];
  const found = await db.ask<{ name: string; asked: string; id: string }>('last-changes', {
    names: services.map((s) => s.name), environments: services.map((s) => s.environment ?? ''),
  });
  const merged = await statementsOf(db, found.map((row) => row.id));
  return services.map((s) => {
    const id = found.find((row) => row.name === s.name && row.asked === (s.environment ?? ''))?.id;
    return id === undefined ? undefined : merged.get(id)?.row;
  });
};

export const changeReads = (db: Database): Pick<ReadStore, 'changes' | 'changesByIds' | 'changesKnownBy' | 'linkedChanges' | 'lastChanges'> => ({
  changes: (filter, paging) => changes(db, filter, paging),
  changesByIds: (ids) => byIds(db, ids),
  changesKnownBy: (question) => changesKnownBy(db, question),
  linkedChanges: (ids, within) => linkedChanges(db, ids, within),
  lastChanges: (services) => last(db, services),
});
