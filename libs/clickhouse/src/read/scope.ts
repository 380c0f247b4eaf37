import type { Direction, Scope, Window } from '@culprit/ports';
import type { Database, Params } from '../database.js';
import { bounds } from '../times.js';

export const MOST_HOPS = 10;

/** A scope with its services known: how many calls each lies from those it names. */
export interface Reach {
  readonly everything: boolean;
  readonly hops: ReadonlyMap<string, number>;
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly environment: string;
}

export interface StoredEdge {
  caller: string;
  callee: string;
  environment: string;
  kind: string;
  source: string;
  confidence: number | null;
  since: string;
  until: string;
}

export interface EdgeQuestion {
  readonly environment: string;
  readonly direction: Direction;
  /** Valid at some time between these, as ClickHouse writes times. */
  readonly since: string;
  readonly until: string;
}

/** Edges out of (or into) these services; undefined: all edges there are. */
export const edgesAround = (db: Database, names: readonly string[] | undefined, question: EdgeQuestion): Promise<StoredEdge[]> =>
  db.ask<StoredEdge>('edges', {
    whole: names === undefined ? 1 : 0, names: names ?? [], callees: question.direction === 'callers' ? 0 : 1, callers: question.direction === 'callees' ? 0 : 1,
    environment: question.environment, since: question.since, until: question.until,
  });

/** Walks the graph level by level. Gives every service reached with its hops, and every edge walked. */
export const walk = async (db: Database, start: readonly string[], depth: number, question: EdgeQuestion): Promise<{ hops: Map<string, number>; edges: StoredEdge[] }> => {
  const hops = new Map(start.map((name) => [name, 0]));
  const edges: StoredEdge[] = [];
  let frontier = [...new Set(start)];
  for (let hop = 1; hop <= Math.min(depth, MOST_HOPS) && frontier.length > 0; hop++) {
    const near = await edgesAround(db, frontier, question);
    edges.push(...near);
    frontier = [...new Set(near.flatMap((e) => [e.caller, e.callee]))].filter((name) => !hops.has(name)).sort();
    for (const name of frontier) hops.set(name, hop);
  }
  return { hops, edges };
};

const given = (list: readonly string[] | undefined): readonly string[] => list ?? [];

/** The services that these owners and systems have, in the catalog's words. */
export const servicesIn = async (db: Database, scope: Pick<Scope, 'systems' | 'owners' | 'namespaces' | 'clusters' | 'environment'>): Promise<string[]> => {
  const asked = { systems: given(scope.systems), owners: given(scope.owners), namespaces: given(scope.namespaces), clusters: given(scope.clusters) };
  if (Object.values(asked).every((list) => list.length === 0)) return [];
  return (await db.ask<{ name: string }>('scope', { ...asked, environment: scope.environment ?? '' })).map((row) => row.name);
};

export const reachOf = async (db: Database, scope: Scope, window: Window): Promise<Reach> => {
  const environment = scope.environment ?? '';
  const lists = [scope.services, scope.systems, scope.owners, scope.namespaces, scope.clusters];
  const place = { clusters: given(scope.clusters), namespaces: given(scope.namespaces), environment };
  if (lists.every((list) => given(list).length === 0)) return { everything: true, hops: new Map(), ...place };
  const named = [...given(scope.services), ...(await servicesIn(db, scope))];
  const { from, to } = bounds(window);
  const { hops } = await walk(db, named, scope.related ?? 0, { environment, direction: scope.direction ?? 'callees', since: from, until: to });
  return { everything: false, hops, ...place };
};

export const scopeParams = (reach: Reach): Params => ({
  everything: reach.everything ? 1 : 0, services: [...reach.hops.keys()], clusters: reach.clusters, namespaces: reach.namespaces, environment: reach.environment,
});
