import { calledAmong, chainsIn, commitStem, timeAfter, usualLinking, type Linking } from '@culprit/domain';
import type { ChangeRow, KnownBy } from '@culprit/ports';
import type { Database, Params } from '../database.js';
import { mergeStatements, type MergedChange, type StoredStatement } from '../rows/change.js';
import { bounds, EARLIEST, LATEST } from '../times.js';

/** A chain of linked changes is walked this far: merge → build → sync → rollout. */
const STEPS = 3;
/** So many changes are looked at of each that is asked for, and beyond that. */
const MOST_OF_ONE = 20;
const MOST_BESIDE = 500;

const everywhere = { everything: 1, services: [], clusters: [], namespaces: [], environment: '' };

export const statementsOf = async (db: Database, ids: readonly string[]): Promise<Map<string, MergedChange>> =>
  ids.length === 0 ? new Map() : mergeStatements(await db.ask<StoredStatement>('change-statements', { ids: [...new Set(ids)] }));

const idsKnownBy = async (db: Database, identities: readonly string[], params: Params): Promise<string[]> => {
  if (identities.length === 0) return [];
  const stems = [...new Set(identities.map(commitStem).filter((stem) => stem !== undefined))];
  return (await db.ask<{ id: string }>('changes-known-by', { ...everywhere, kinds: [], identities, stems, ...params })).map((row) => row.id);
};

const identitiesOf = (rows: Iterable<ChangeRow>): string[] => [...new Set([...rows].flatMap((change) => change.identities))];

/** Adds what is known by the names of those in the pool; false where that is nothing. */
const widen = async (db: Database, pool: Map<string, ChangeRow>, params: Params): Promise<boolean> => {
  const found = await idsKnownBy(db, identitiesOf(pool.values()), params);
  const fresh = await statementsOf(db, found.filter((id) => !pool.has(id)));
  for (const [id, change] of fresh) pool.set(id, change.row);
  return fresh.size > 0;
};

const around = (rows: readonly ChangeRow[], { lookback, linked }: Linking): { from: string; to: string } => {
  const times = rows.map((row) => row.occurredAt).sort();
  const most = Math.max(lookback, linked);
  const shifted = (time: string, by: number): string => (time < EARLIEST || time > LATEST ? time : timeAfter(time, by));
  return bounds({ from: shifted(times[0] ?? EARLIEST, -most), to: shifted(times.at(-1) ?? LATEST, most + 1) });
};

export const linkedChanges = async (db: Database, ids: readonly string[], within: Linking = usualLinking): Promise<ChangeRow[][]> => {
  const pool = new Map([...(await statementsOf(db, ids))].map(([id, change]) => [id, change.row]));
  const params = { ...around([...pool.values()], within), most: MOST_BESIDE + MOST_OF_ONE * pool.size };
  for (let step = 0; step < STEPS && (await widen(db, pool, params)); step++);
  const chains = chainsIn([...pool.values()], within);
  return ids.map((id) => {
    const start = pool.get(id);
    return start === undefined ? [] : chains.of(start);
  });
};

const withoutLaterStep = (rows: readonly ChangeRow[], pool: readonly ChangeRow[], within: Linking): ReadonlySet<string> => {
  const chains = chainsIn(pool, within);
  return new Set(rows.filter((row) => !chains.hasLaterStep(row)).map(({ id }) => id));
};

/** Those of a scope's changes for which no later step of the same change stands there. */
export const lastSteps = async (db: Database, rows: readonly ChangeRow[], scope: Params, within: Linking = usualLinking): Promise<ReadonlySet<string>> => {
  const pool = new Map(rows.map((row) => [row.id, row]));
  await widen(db, pool, { ...scope, most: MOST_BESIDE + MOST_OF_ONE * pool.size });
  return withoutLaterStep(rows, [...pool.values()], within);
};

/** The changes of one of several scopes, and what lies in it. */
export interface Scoped {
  readonly rows: readonly ChangeRow[];
  holds(row: ChangeRow): boolean;
}

/** The same for several scopes, read at once; `all` is what holds each of them. */
export const lastStepsOfEach = async (db: Database, each: readonly Scoped[], all: Params, within: Linking = usualLinking): Promise<ReadonlySet<string>[]> => {
  const pool = new Map(each.flatMap(({ rows }) => rows.map((row) => [row.id, row] as const)));
  await widen(db, pool, { ...all, most: MOST_BESIDE + MOST_OF_ONE * pool.size });
  const rows = [...pool.values()];
  return each.map((scope) => withoutLaterStep(scope.rows, rows.filter((row) => scope.holds(row)), within));
};

/** Those that one of the names is a name of, as far as what is found tells them apart. */
export const changesKnownBy = async (db: Database, { identities, kinds = [], most, ...window }: KnownBy): Promise<ChangeRow[]> => {
  const ids = await idsKnownBy(db, identities, { ...bounds(window), kinds, most });
  const merged = await statementsOf(db, ids);
  const rows = ids.flatMap((id) => merged.get(id)?.row ?? []);
  const called = calledAmong([...identities, ...identitiesOf(rows)]);
  const names = new Set(identities.flatMap(called));
  return rows.filter((row) => row.identities.some((identity) => names.has(identity)) && (kinds.length === 0 || kinds.includes(row.kind)));
};
