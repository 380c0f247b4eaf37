import type { Catalog } from '../catalog/catalog.js';
import { compareText, pairKey } from '../events/canonical.js';
import { type Change, namesPlace } from '../events/change.js';
import { keyOfIdentity } from '../scoring/glance.js';
import { mergeChange } from '../events/statement.js';
import type { Changes, Window } from './candidates.js';
import { createCommits } from './commits.js';
import { bringsNothing, builds, kindClasses } from './kind-class.js';
import { isKeptLonger, lastOf, type Placed, placedOn } from './placed.js';
import type { Rules } from './rules.js';
import { areApart, placedOf } from './run.js';
import { byTime } from './shelf.js';
import { createShelves } from './shelves.js';
import { createSubjects, type Subject } from './subjects.js';
import { isLate } from './told-late.js';

/** Everything known of changes, found by service, kind and time. A change's place is looked up again when the catalog changes. */
export interface ChangeIndex extends Changes {
  /** Takes a statement; gives the change, and what it was before where it replaces that: incidents that look at either may say something else. Nothing when it says nothing new. */
  add(change: Change): readonly Placed[];
  place(catalog: Catalog): void;
  /** Drops what happened before; of what was written or built, or has not ended, only what happened before `builtBefore`. */
  forget(before: string, builtBefore: string): void;
}

/** A change, and whether it stands anywhere: not before there is a catalog. */
interface Kept {
  readonly placed: { -readonly [K in keyof Placed]: Placed[K] };
  readonly subject: Subject;
  stands: boolean;
}

const areInOrder = (all: readonly Kept[]): boolean => all.every(({ placed }, i) => i === 0 || byTime((all[i - 1] as Kept).placed, placed) <= 0);

const HOUR = 3_600_000;
const hourOf = (time: number): number => Math.floor(time / HOUR);

/** `score`: by which they will mostly be weighed. */
export const changeIndex = (score?: Rules['score']): ChangeIndex => {
  const all = new Map<string, Kept>();
  const subjects = createSubjects();
  const ofService = createShelves(kindClasses.length, ({ sort }) => sort, score);
  /** Of those without a service: by identity, those with a scope, those with neither. */
  const ofIdentity = createShelves(1);
  /** Of those that were written or built: by service, or none (`''`), and identity. */
  const ofBuilt = createShelves(1);
  const scoped = createShelves(1);
  const unmapped = createShelves(1);
  const commits = createCommits(function* () { for (const { placed, stands } of all.values()) if (stands) yield placed; });
  /** Those of services that are told late, by the hour. */
  const ofHour = createShelves(1);
  /** By key the identities of those without a service and of what was built, also of some that are gone: they may lead elsewhere. */
  const leading = new Set<number>();
  /** Whether a commit was ever known by more than one name. */
  let hasOtherNames = false;
  let hasCatalog = false;

  const noteLeading = ({ change, services, identities }: Placed): void => {
    if (identities !== undefined && (builds(change.kind) || services.length === 0)) for (const identity of identities) leading.add(keyOfIdentity(identity));
  };
  const each = (placed: Placed, does: 'put' | 'take'): void => {
    const { change, instants } = placed;
    if (placed.identities !== undefined && commits[does](placed) === true) hasOtherNames = true;
    if (does === 'put') noteLeading(placed);
    if (instants === undefined) eachAt(placed, does, placed.occurredAt);
    else for (const at of instants) eachAt(placed, does, at);
    if (placed.services.length === 0 && !namesPlace(change.scope)) unmapped[does]('', placed);
  };
  const eachAt = (placed: Placed, does: 'put' | 'take', at: number): void => {
    const { change, services } = placed;
    // what is joined to nothing either is nobody's candidate
    if (placed.identities !== undefined || !bringsNothing(change)) for (const service of services) ofService[does](service, placed, at);
    if (placed.identities !== undefined && builds(change.kind)) for (const identity of new Set(placed.identities)) for (const service of services.length === 0 ? [''] : services) ofBuilt[does](pairKey(service, identity), placed, at);
    if (services.length > 0) return isLate(change) ? ofHour[does](String(hourOf(at)), placed, at) : undefined;
    for (const identity of new Set(change.identities)) ofIdentity[does](identity, placed, at);
    if (namesPlace(change.scope)) scoped[does]('', placed, at);
  };
  const take = (kept: Kept): void => {
    if (kept.stands) each(kept.placed, 'take');
    kept.stands = false;
  };
  const put = (kept: Kept): void => {
    kept.placed.services = kept.subject.services;
    each(kept.placed, 'put');
    kept.stands = true;
  };
  const keep = (change: Change): readonly Placed[] => {
    const subject = subjects.of(change);
    const kept: Kept = { placed: placedOn(change, subject.services), subject, stands: false };
    all.set(change.id, kept);
    if (hasCatalog) put(kept);
    return [kept.placed];
  };
  const mayLead = (key: number): boolean => hasOtherNames || leading.has(key);
  /** Whether no identity of these leads to another change. There are few of them, and most have one or none. */
  const areLoose = (own: readonly Placed[], service: string): boolean => {
    for (let i = 0; i < own.length; i++) {
      const { identities: names, settledAt } = own[i] as Placed;
      if (settledAt === Number.POSITIVE_INFINITY) return false;
      if (names === undefined) continue;
      for (const identity of names) {
        if (ofIdentity.has(identity) || ofBuilt.has(pairKey(service, identity)) || commits.hasOtherNames(identity)) return false;
        for (let before = 0; before < i; before++) if ((own[before] as Placed).identities?.includes(identity) === true) return false;
      }
    }
    return true;
  };

  const occurredIn = ({ from, to }: Omit<Window, 'newest'>, found: readonly Placed[]): readonly Placed[] => {
    const once = ({ instants, occurredAt }: Placed): boolean => instants === undefined || (occurredAt >= from && occurredAt <= to);
    return found.every(once) ? found : [...new Set(found.filter(once))];
  };

  return {
    add: (change) => {
      const known = all.get(change.id);
      if (known === undefined) return keep(change);
      const before = known.placed.change;
      const merged = mergeChange(before, change);
      if (JSON.stringify(merged) === JSON.stringify(before)) return [];
      take(known);
      return [known.placed, ...keep(merged)];
    },
    place: (catalog) => {
      subjects.place(catalog);
      hasCatalog = true;
      const moved: Kept[] = [];
      for (const kept of all.values()) if (!kept.stands || kept.placed.services !== kept.subject.services) moved.push(kept);
      // putting between others is dear
      if (!areInOrder(moved)) moved.sort((a, b) => byTime(a.placed, b.placed));
      for (const kept of moved) {
        take(kept);
        put(kept);
      }
    },
    forget: (before, builtBefore) => {
      for (const [id, kept] of all) {
        if (lastOf(kept.placed.change) >= (isKeptLonger(kept.placed.change) ? builtBefore : before)) continue;
        take(kept);
        all.delete(id);
      }
      subjects.keep(new Set([...all.values()].map(({ subject }) => subject)));
      leading.clear();
      for (const { placed, stands } of all.values()) if (stands) noteLeading(placed);
    },
    of: (service, window) => {
      const found = ofService.newest(service, window);
      found.apart = areApart(found, mayLead) || areLoose(placedOf(found), service);
      return found;
    },
    sharing: (identity, window) => placedOf(ofIdentity.newest(identity, window)),
    called: (identity, window, since) => commits.called(identity, window, since),
    built: (identity, service, window) => placedOf(ofBuilt.newest(pairKey(service, identity), window)),
    scoped: (window) => placedOf(scoped.newest('', window)),
    during: (service, window) => {
      const found: Placed[] = [];
      ofService.within(service, window, found);
      return occurredIn(window, found);
    },
    late: (window) => {
      const found: Placed[] = [];
      for (let hour = hourOf(window.from); hour <= hourOf(window.to); hour++) ofHour.within(String(hour), window, found);
      return occurredIn(window, found);
    },
    touchedFew: (window, most) => {
      const services: string[] = [];
      for (const service of ofService.names()) {
        if (ofService.newest(service, window).count > 0) services.push(service);
        if (services.length > most) return [];
      }
      return services.sort(compareText);
    },
    unmapped: (window) => unmapped.count('', window),
    isUnmapped: (id) => { const kept = all.get(id); return kept?.stands === true && kept.placed.services.length === 0; },
  };
};
