import type { ChangeFilter, ChangeRow, Page, Paging, ReadStore, ServiceKey } from '@culprit/ports';
import { afterTime, timeCursor } from '../cursor.js';
import type { Database, Params } from '../database.js';
import { mergeStatements, type MergedChange, type StoredStatement } from '../rows/change.js';
import { bounds } from '../times.js';
import { linkedTo } from './linked.js';
import { reachOf, scopeParams } from './scope.js';

interface Candidate {
  time: string;
  id: string;
  said: string;
}
/** A chain of linked changes is walked this far: merge → build → sync → rollout. */
const STEPS = 3;
const MOST_LINKED = 500;

export const statementsOf = async (db: Database, ids: readonly string[]): Promise<Map<string, MergedChange>> =>
  ids.length === 0 ? new Map() : mergeStatements(await db.ask<StoredStatement>('change-statements', { ids: [...new Set(ids)] }));

/**
 * The first changes of a candidate query, newest first. Candidates are statements; one that does not count of its change is passed over, so
 * the query is asked for more until enough are left.
 */
export const firstChanges = async (db: Database, query: string, params: Params, first: number): Promise<{ time: string; row: ChangeRow }[]> => {
  for (let candidates = first * 2 + 10; ; candidates *= 4) {
    const found = await db.ask<Candidate>(query, { ...params, candidates });
    const merged = await statementsOf(db, found.map((c) => c.id));
    const counting = found.flatMap((c) => {
      const change = merged.get(c.id);
      return change !== undefined && change.said === c.said && change.time === c.time ? [{ time: c.time, row: change.row }] : [];
    });
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

const linked = async (db: Database, ids: readonly string[]): Promise<ChangeRow[][]> => {
  const pool = new Map([...(await statementsOf(db, ids))].map(([id, change]) => [id, change.row]));
  for (let step = 0; step < STEPS; step++) {
    const identities = [...new Set([...pool.values()].flatMap((change) => change.identities))];
    if (identities.length === 0) break;
    const found = await db.ask<{ id: string }>('changes-by-identity', { identities, most: MOST_LINKED });
    const fresh = await statementsOf(db, found.map((row) => row.id).filter((id) => !pool.has(id)));
    if (fresh.size === 0) break;
    for (const [id, change] of fresh) pool.set(id, change.row);
  }
  return ids.map((id) => linkedTo(id, pool));
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

export const changeReads = (db: Database): Pick<ReadStore, 'changes' | 'changesByIds' | 'linkedChanges' | 'lastChanges'> => ({
  changes: (filter, paging) => changes(db, filter, paging),
  changesByIds: (ids) => byIds(db, ids),
  linkedChanges: (ids) => linked(db, ids),
  lastChanges: (services) => last(db, services),
});
