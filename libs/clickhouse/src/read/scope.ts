import { usualFading } from '@culprit/domain';
import type { Scope, ServiceKey, Window } from '@culprit/ports';
import type { Database, Params } from '../database.js';
import { EARLIEST, LATEST } from '../times.js';
import { allEdges, edgesIn, walk } from './graph.js';

/** A scope with its services known: how many calls each lies from those it names. */
export interface Reach {
  readonly everything: boolean;
  readonly hops: ReadonlyMap<string, number>;
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly environment: string;
}

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
  const { related = 0, direction = 'callees', fading = usualFading } = scope;
  const within = { environment: scope.environment, since: window.from ?? EARLIEST, until: window.to ?? LATEST };
  const edges = related === 0 || named.length === 0 ? [] : edgesIn(await allEdges(db, fading), fading, within);
  return { everything: false, hops: walk(edges, named, related, direction).hops, ...place };
};

/** The same of several services, each with what lies around it: the calls are read once. */
export const reachesOf = async (db: Database, services: readonly ServiceKey[], around: Pick<Scope, 'related' | 'direction' | 'fading'>, window: Window): Promise<Reach[]> => {
  const { related = 0, direction = 'callees', fading = usualFading } = around;
  const edges = related === 0 ? [] : await allEdges(db, fading);
  const within = { since: window.from ?? EARLIEST, until: window.to ?? LATEST };
  const inside = new Map([...new Set(services.map(({ environment }) => environment))].map((environment) => [environment, edgesIn(edges, fading, { environment, ...within })]));
  return services.map(({ name, environment }) =>
    ({ everything: false, hops: walk(inside.get(environment) ?? [], [name], related, direction).hops, clusters: [], namespaces: [], environment: environment ?? '' }));
};

export const scopeParams = (reach: Reach): Params => ({
  everything: reach.everything ? 1 : 0, services: [...reach.hops.keys()], clusters: reach.clusters, namespaces: reach.namespaces, environment: reach.environment,
});
