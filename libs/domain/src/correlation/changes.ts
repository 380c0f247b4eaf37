import { resolveSubject, type Resolved } from '../catalog/resolve.js';
import type { Catalog } from '../catalog/catalog.js';
import { compareText } from '../events/canonical.js';
import type { Change, ChangeKind } from '../events/change.js';
import { mergeChange } from '../events/statement.js';
import type { Changes, Window } from './candidates.js';
import { type Placed, placedOn } from './placed.js';

/** Everything known of changes, found by service, kind and time. A change's place is looked up again when the catalog changes. */
export interface ChangeIndex extends Changes {
  /** Takes a statement; gives the event times that it concerns (its own, and that of what it replaces), none when it says nothing new. */
  add(change: Change): readonly string[];
  place(catalog: Catalog): void;
  forget(before: string): void;
}

/** What many of one say nothing about the others: a service scaled a hundred times was still deployed once. */
export type KindClass = 'release' | 'build' | 'scaling' | 'platform';
const classes: Readonly<Record<ChangeKind, KindClass>> = {
  deployment: 'release', config: 'release', 'feature-flag': 'release', 'database-migration': 'release', custom: 'release',
  code: 'build', job: 'build', scaling: 'scaling', infrastructure: 'platform', 'third-party': 'platform',
};
export const kindClasses: readonly KindClass[] = ['release', 'build', 'scaling', 'platform'];
export const kindClass = (kind: ChangeKind): KindClass => classes[kind];

export const byTime = (a: Placed, b: Placed): number => a.occurredAt - b.occurredAt || compareText(a.change.id, b.change.id);

/** How many are before this instant, or at it. */
const until = (list: readonly Placed[], time: number, orAt: boolean): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = (list[middle] as Placed).occurredAt;
    if (at < time || (orAt && at === time)) low = middle + 1;
    else high = middle;
  }
  return low;
};

const insert = (list: Placed[], placed: Placed): void => {
  const last = list[list.length - 1];
  if (last === undefined || byTime(last, placed) <= 0) return void list.push(placed);
  let at = until(list, placed.occurredAt, false);
  while (at < list.length && byTime(list[at] as Placed, placed) < 0) at += 1;
  list.splice(at, 0, placed);
};

const remove = (list: Placed[], placed: Placed): void => {
  for (let at = until(list, placed.occurredAt, false); at < list.length; at += 1) {
    if (list[at] === placed) return void list.splice(at, 1);
  }
};

/** A list for each class of kinds. */
type Shelves = Placed[][];

/** The newest of two lists in the window, at most so many, added to `found`, newest first. */
const pushNewest = (found: Placed[], a: readonly Placed[] | undefined, b: readonly Placed[] | undefined, { from, to, newest }: Window): void => {
  let i = a === undefined ? 0 : until(a, to, true);
  let j = b === undefined ? 0 : until(b, to, true);
  for (let left = newest; left > 0 && i + j > 0; left -= 1) {
    const x = a?.[i - 1];
    const y = b?.[j - 1];
    const next = y === undefined || (x !== undefined && byTime(x, y) > 0) ? x : y;
    if (next === undefined || next.occurredAt < from) return;
    found.push(next);
    if (next === x) i -= 1;
    else j -= 1;
  }
};

/** Lists in order of time: by a name, then by the environment that a change says or none (`''`), then by class of kinds. */
const library = (sorts: number) => {
  const all = new Map<string, Map<string, Shelves>>();
  return {
    put: (name: string, sort: number, placed: Placed): void => {
      const rooms = all.get(name) ?? new Map<string, Shelves>();
      all.set(name, rooms);
      const environment = placed.change.environment ?? '';
      const shelves = rooms.get(environment) ?? Array.from({ length: sorts }, () => []);
      rooms.set(environment, shelves);
      insert(shelves[sort] as Placed[], placed);
    },
    take: (name: string, sort: number, placed: Placed): void => {
      const rooms = all.get(name);
      const environment = placed.change.environment ?? '';
      const shelves = rooms?.get(environment);
      if (rooms === undefined || shelves === undefined) return;
      remove(shelves[sort] as Placed[], placed);
      if (shelves.some((shelf) => shelf.length > 0)) return;
      rooms.delete(environment);
      if (rooms.size === 0) all.delete(name);
    },
    newest: (name: string, window: Window): readonly Placed[] => {
      const rooms = all.get(name);
      if (rooms === undefined) return NONE;
      const [here, anywhere] = [rooms.get(window.environment), rooms.get('')];
      const found: Placed[] = [];
      for (let sort = 0; sort < sorts; sort++) pushNewest(found, here?.[sort], anywhere?.[sort], window);
      return found;
    },
    count: (name: string, { environment, from, to }: Window): number => {
      const rooms = all.get(name);
      return [rooms?.get(environment), rooms?.get('')].reduce((sum, shelves) => sum + (shelves?.reduce((s, shelf) => s + until(shelf, to, true) - until(shelf, from, false), 0) ?? 0), 0);
    },
    clear: (): void => all.clear(),
  };
};

const NONE: readonly Placed[] = [];

export const changeIndex = (): ChangeIndex => {
  const all = new Map<string, Change>();
  const ofService = library(kindClasses.length);
  /** Of those without a service: by identity, those with a scope, those with neither. */
  const ofIdentity = library(1);
  const scoped = library(1);
  const unmapped = library(1);
  const placedAs = new Map<string, Placed>();
  /** Undefined before there is a catalog: then nothing has a place yet. */
  let resolve: ((change: Change) => Resolved) | undefined;

  const each = (placed: Placed, does: 'put' | 'take'): void => {
    const { change, services } = placed;
    for (const service of services) ofService[does](service, kindClasses.indexOf(kindClass(change.kind)), placed);
    if (services.length > 0) return;
    for (const identity of new Set(change.identities)) ofIdentity[does](identity, 0, placed);
    (change.scope === undefined ? unmapped : scoped)[does]('', 0, placed);
  };
  const put = (change: Change): void => {
    if (resolve === undefined) return;
    const placed = placedOn(change, resolve(change).services);
    placedAs.set(change.id, placed);
    each(placed, 'put');
  };
  const take = (id: string): void => {
    const placed = placedAs.get(id);
    if (placed === undefined) return;
    placedAs.delete(id);
    each(placed, 'take');
  };

  return {
    add: (change) => {
      const known = all.get(change.id);
      const merged = known === undefined ? change : mergeChange(known, change);
      if (known !== undefined && JSON.stringify(merged) === JSON.stringify(known)) return [];
      if (known !== undefined) take(change.id);
      all.set(change.id, merged);
      put(merged);
      return known === undefined ? [merged.occurredAt] : [known.occurredAt, merged.occurredAt];
    },
    place: (catalog) => {
      const seen = new Map<string, Resolved>();
      resolve = ({ services, entities, environment, cluster }) => {
        const [service] = services;
        // most name one service, and nothing else counts then
        const subject = services.length === 1 && service !== undefined ? `${environment ?? ''}\n${cluster ?? ''}\n${service}` : JSON.stringify([services, entities, environment, cluster]);
        const found = seen.get(subject) ?? resolveSubject(catalog, { services, entities, environment, cluster });
        seen.set(subject, found);
        return found;
      };
      for (const index of [ofService, ofIdentity, scoped, unmapped]) index.clear();
      placedAs.clear();
      for (const change of [...all.values()].sort((a, b) => compareText(a.occurredAt, b.occurredAt) || compareText(a.id, b.id))) put(change);
    },
    forget: (before) => {
      for (const change of [...all.values()]) {
        if (change.occurredAt >= before) continue;
        take(change.id);
        all.delete(change.id);
      }
    },
    of: (service, window) => ofService.newest(service, window),
    sharing: (identity, window) => ofIdentity.newest(identity, window),
    scoped: (window) => scoped.newest('', window),
    unmapped: (window) => unmapped.count('', window),
    isUnmapped: (id) => placedAs.get(id)?.services.length === 0,
  };
};
