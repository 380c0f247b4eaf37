import { resolveSubject, type Resolved } from '../catalog/resolve.js';
import type { Catalog } from '../catalog/catalog.js';
import { compareText } from '../events/canonical.js';
import type { Change } from '../events/change.js';
import { mergeChange } from '../events/statement.js';
import type { Changes, Placed } from './candidates.js';

/** Everything known of changes, found by service and time. A change's place is looked up again when the catalog changes. */
export interface ChangeIndex extends Changes {
  /** Takes a statement; gives the event times that it concerns (its own, and that of what it replaces), none when it says nothing new. */
  add(change: Change): readonly string[];
  place(catalog: Catalog): void;
  forget(before: string): void;
}

const byTime = (a: Placed, b: Placed): number => compareText(a.change.occurredAt, b.change.occurredAt) || compareText(a.change.id, b.change.id);

/** A list kept in order of time, which mostly grows at its end. */
const insert = (list: Placed[], placed: Placed): void => {
  let at = list.length;
  while (at > 0 && byTime(list[at - 1] as Placed, placed) > 0) at--;
  list.splice(at, 0, placed);
};

const between = (list: readonly Placed[] | undefined, from: string, to: string): readonly Placed[] => {
  if (list === undefined) return [];
  const firstAfter = (time: string, orAt: boolean): number => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = (list[middle] as Placed).change.occurredAt;
      if (at < time || (!orAt && at === time)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return list.slice(firstAfter(from, true), firstAfter(to, false));
};

export const changeIndex = (): ChangeIndex => {
  const all = new Map<string, Change>();
  const byService = new Map<string, Placed[]>();
  const unplaced: Placed[] = [];
  const placedAs = new Map<string, Placed>();
  let resolve: (change: Change) => Resolved = () => ({ services: [], mappedBy: 'unmapped', unmapped: [] });

  const lists = (services: readonly string[]): Placed[][] => {
    if (services.length === 0) return [unplaced];
    return services.map((service) => {
      const list = byService.get(service) ?? [];
      byService.set(service, list);
      return list;
    });
  };
  const put = (change: Change): void => {
    const placed = { change, services: resolve(change).services };
    placedAs.set(change.id, placed);
    for (const list of lists(placed.services)) insert(list, placed);
  };
  const take = (id: string): void => {
    const placed = placedAs.get(id);
    if (placed === undefined) return;
    placedAs.delete(id);
    for (const list of lists(placed.services)) list.splice(list.indexOf(placed), 1);
  };

  return {
    add: (change) => {
      const known = all.get(change.id);
      const merged = known === undefined ? change : mergeChange(known, change);
      if (known !== undefined && JSON.stringify(merged) === JSON.stringify(known)) return [];
      take(change.id);
      all.set(change.id, merged);
      put(merged);
      return known === undefined ? [merged.occurredAt] : [known.occurredAt, merged.occurredAt];
    },
    place: (catalog) => {
      const seen = new Map<string, Resolved>();
      resolve = ({ services, entities, environment, cluster }) => {
        const key = JSON.stringify([services, entities, environment, cluster]);
        const found = seen.get(key) ?? resolveSubject(catalog, { services, entities, environment, cluster });
        seen.set(key, found);
        return found;
      };
      byService.clear();
      placedAs.clear();
      unplaced.length = 0;
      for (const change of [...all.values()].sort((a, b) => compareText(a.occurredAt, b.occurredAt) || compareText(a.id, b.id))) put(change);
    },
    forget: (before) => {
      for (const change of [...all.values()]) {
        if (change.occurredAt >= before) continue;
        take(change.id);
        all.delete(change.id);
      }
    },
    of: (service, from, to) => between(byService.get(service), from, to),
    unplaced: (from, to) => between(unplaced, from, to),
  };
};
