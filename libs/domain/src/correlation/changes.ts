import { resolveSubject, type Resolved } from '../catalog/resolve.js';
import type { Catalog } from '../catalog/catalog.js';
import { compareText } from '../events/canonical.js';
import type { Change, ChangeKind } from '../events/change.js';
import { mergeChange } from '../events/statement.js';
import type { Changes, Placed, Window } from './candidates.js';

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

export const byTime = (a: Placed, b: Placed): number => compareText(a.change.occurredAt, b.change.occurredAt) || compareText(a.change.id, b.change.id);

/** How many are before this instant, or at it. */
const until = (list: readonly Placed[], time: string, orAt: boolean): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = (list[middle] as Placed).change.occurredAt;
    if (at < time || (orAt && at === time)) low = middle + 1;
    else high = middle;
  }
  return low;
};

const insert = (list: Placed[], placed: Placed): void => {
  const last = list[list.length - 1];
  if (last === undefined || byTime(last, placed) <= 0) return void list.push(placed);
  let at = until(list, placed.change.occurredAt, false);
  while (at < list.length && byTime(list[at] as Placed, placed) < 0) at += 1;
  list.splice(at, 0, placed);
};

const remove = (list: Placed[], placed: Placed): void => {
  for (let at = until(list, placed.change.occurredAt, false); at < list.length; at += 1) {
    if (list[at] === placed) return void list.splice(at, 1);
  }
};

/** Lists in order of time, by a key; empty ones are not kept. */
const lists = () => {
  const all = new Map<string, Placed[]>();
  return {
    put: (key: string, placed: Placed): void => {
      const list = all.get(key);
      if (list === undefined) all.set(key, [placed]);
      else insert(list, placed);
    },
    take: (key: string, placed: Placed): void => {
      const list = all.get(key);
      if (list === undefined) return;
      remove(list, placed);
      if (list.length === 0) all.delete(key);
    },
    /** The newest of two keys in the window, at most so many, newest first. */
    newest: (keys: readonly [string, string], { from, to, newest }: Window): Placed[] => {
      const [a, b] = [all.get(keys[0]), all.get(keys[1])];
      if (a === undefined && b === undefined) return [];
      let i = a === undefined ? 0 : until(a, to, true);
      let j = b === undefined ? 0 : until(b, to, true);
      const found: Placed[] = [];
      while (found.length < newest) {
        const x = a?.[i - 1];
        const y = b?.[j - 1];
        const next = y === undefined || (x !== undefined && byTime(x, y) > 0) ? x : y;
        if (next === undefined || next.change.occurredAt < from) break;
        found.push(next);
        if (next === x) i -= 1;
        else j -= 1;
      }
      return found;
    },
    count: (key: string, from: string, to: string): number => {
      const list = all.get(key);
      return list === undefined ? 0 : until(list, to, true) - until(list, from, false);
    },
    clear: (): void => all.clear(),
  };
};

const key = (name: string, environment: string | undefined, kind = ''): string => `${name}\n${environment ?? ''}\n${kind}`;

export const changeIndex = (): ChangeIndex => {
  const all = new Map<string, Change>();
  const ofService = lists();
  /** Of those without a service: by identity, those with a scope, those with neither. */
  const ofIdentity = lists();
  const scoped = lists();
  const unmapped = lists();
  const placedAs = new Map<string, Placed>();
  let resolve: (change: Change) => Resolved = () => ({ services: [], mappedBy: 'unmapped', unmapped: [] });

  const each = (placed: Placed, does: 'put' | 'take'): void => {
    const { change, services } = placed;
    for (const service of services) ofService[does](key(service, change.environment, kindClass(change.kind)), placed);
    if (services.length > 0) return;
    for (const identity of new Set(change.identities)) ofIdentity[does](key(identity, change.environment), placed);
    (change.scope === undefined ? unmapped : scoped)[does](key('', change.environment), placed);
  };
  const put = (change: Change): void => {
    const placed = { change, services: resolve(change).services };
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
        const subject = JSON.stringify([services, entities, environment, cluster]);
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
    of: (service, window) =>
      kindClasses.flatMap((kind) => ofService.newest([key(service, window.environment, kind), key(service, undefined, kind)], window)),
    sharing: (identity, window) => ofIdentity.newest([key(identity, window.environment), key(identity, undefined)], window),
    scoped: (window) => scoped.newest([key('', window.environment), key('', undefined)], window),
    unmapped: ({ environment, from, to }) => unmapped.count(key('', environment), from, to) + unmapped.count(key('', undefined), from, to),
    isUnmapped: (id) => placedAs.get(id)?.services.length === 0,
  };
};
