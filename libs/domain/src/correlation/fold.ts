import type { Alert } from '../events/alert.js';
import type { Catalog } from '../catalog/catalog.js';
import { createMaps, state } from '../catalog/maps.js';
import { compareText, isSame } from '../events/canonical.js';
import type { Coverage } from '../events/coverage.js';
import { type CulpritEvent, eventTime } from '../events/envelope.js';
import type { Incident } from '../events/incident.js';
import { millis, timeOf } from '../events/time.js';
import { coverageIdentity, mergeAlert } from '../events/statement.js';
import { statementKey } from './alerts.js';
import { changeIndex } from './changes.js';
import { type Context, type EnvironmentFold, type Part, type Rests, environmentFold } from './environment-fold.js';
import type { Fault, Isolated } from './isolate.js';
import type { Judged } from './render.js';
import { type Rules, changesKeptLonger, fadingOf } from './rules.js';

/**
 * contracts.md section 3: incidents as a function of the set of events. Events may be added in any order, any number of times, in any
 * batches; `incidents` gives the same for the same set. Feedback and incidents are not part of it and are passed over.
 */
export interface Fold {
  add(event: CulpritEvent): void;
  /** Takes an incident as last published: its members and suspects are final. */
  adopt(incident: Incident): void;
  /** The newest event time known; empty before the first. */
  now(): string;
  environments(): readonly string[];
  /** True while `incidents` of the environment may give something else than when last asked. */
  due(environment: string): boolean;
  /**
   * Every incident of the environment that is not merged, by openedAt, then id. One of an id that `rests` stays as it was judged, though it has other
   * alerts by now or changes concern it: judging is dear, and what may not be said yet is judged when it may.
   */
  incidents(environment: string, rests?: Rests): readonly Judged[];
  /** Some of the same, one after the other, for who asks once and leaves the others to somebody else: nothing of them is kept. */
  some(environment: string, part: Part): Iterable<Isolated>;
  /** Of which ids that was so when it was last asked: they are to be asked for again. */
  waiting(environment: string): readonly string[];
  /** What `incidents` of the environment had to leave out when it was last asked: it makes judging throw. */
  faults(environment: string): readonly Fault[];
  /** The id of the incident that now holds the alert for which `publishedId` was published. */
  holder(environment: string, publishedId: string): string | undefined;
  /** Makes final what is older than `settledAfter`, as it now stands. */
  settle(environment: string): void;
  /** Drops alerts that are over and older than this, and changes that are; what was written or built when it is older by `changesKeptLonger` yet. */
  forget(before: string): void;
}

/** What of a coverage statement an incident can show. */
const shown = (c: Coverage): object => [c.source, c.instance, c.environment, c.gaps, c.lastEventAt === undefined];

/** Before so many changes have come a log has mostly not said who is who. */
const MANY = 1000;

export const createFold = (rules: Rules): Fold => {
  const environments = new Map<string, EnvironmentFold>();
  const alerts = new Map<string, Alert>();
  const changes = changeIndex(rules.score);
  const maps = createMaps(fadingOf(rules));
  const coverage = new Map<string, Coverage>();
  let newest = '';
  let coverageVersion = 0;
  let covered: { readonly version: number; readonly sorted: readonly Coverage[] } | undefined;
  /** By which the services of changes are known. */
  let placedBy: Catalog | undefined;
  /** How many changes have come before that. */
  let unplaced = 0;

  const environment = (name: string): EnvironmentFold => {
    const known = environments.get(name) ?? environmentFold(name, rules);
    environments.set(name, known);
    return known;
  };
  /** A later statement may say another environment or fingerprint: the alert moves. */
  const addAlert = (alert: Alert): void => {
    const key = statementKey(alert);
    const known = alerts.get(key);
    const merged = known === undefined ? alert : mergeAlert(known, alert);
    if (known !== undefined && isSame(known, merged)) return;
    alerts.set(key, merged);
    if (known !== undefined && (known.environment !== merged.environment || known.fingerprint !== merged.fingerprint)) environment(known.environment).remove(known);
    environment(merged.environment).put(merged);
  };
  const place = (): Catalog => {
    const catalog = maps.catalog();
    if (placedBy !== catalog) changes.place(catalog);
    return (placedBy = catalog);
  };
  const contexts = new Map<string, Context>();
  const context = (of: string): Context => {
    const known = contexts.get(of);
    const version = coverageVersion + maps.version(of);
    if (known?.version === version && known.now === newest) return known;
    const catalog = place();
    if (covered?.version !== coverageVersion) covered = { version: coverageVersion, sorted: [...coverage.values()].sort((a, b) => compareText(coverageIdentity(a), coverageIdentity(b))) };
    const next = { version, apartFromCalls: coverageVersion + maps.catalogVersion(), now: newest, catalog, graph: maps.graph(of), changes, coverage: covered.sorted, rules };
    contexts.set(of, next);
    return next;
  };

  return {
    add: (e) => {
      if (e.kind === 'feedback' || e.kind === 'incident') return;
      const time = eventTime(e);
      if (time > newest) newest = time;
      switch (e.kind) {
        case 'alert':
          addAlert(e.event);
          return;
        case 'change':
          // from then on each finds its place as it comes, while it is at hand
          if (placedBy === undefined && (unplaced += 1) === MANY) place();
          for (const placed of changes.add(e.event)) {
            const { environment: of } = placed.change;
            if (of === undefined) for (const fold of environments.values()) fold.changed(placed);
            else environments.get(of)?.changed(placed);
          }
          return;
        case 'service':
          maps.service(e.event);
          return;
        case 'dependency':
          maps.dependency(e.event);
          return;
        case 'coverage':
          if (state(coverage, coverageIdentity(e.event), e.event, shown)) coverageVersion += 1;
          return;
        default:
          e satisfies never;
      }
    },
    adopt: (incident) => environment(incident.environment).adopt(incident),
    now: () => newest,
    environments: () => [...environments.keys()].sort(compareText),
    due: (name) => environments.get(name)?.due(context(name)) ?? false,
    incidents: (name, rests) => environments.get(name)?.incidents(context(name), rests) ?? [],
    some: (name, part) => environments.get(name)?.some(context(name), part) ?? [],
    waiting: (name) => environments.get(name)?.waiting() ?? [],
    faults: (name) => environments.get(name)?.faults() ?? [],
    holder: (name, publishedId) => environments.get(name)?.holder(publishedId),
    settle: (name) => environments.get(name)?.settle(context(name)),
    forget: (before) => {
      changes.forget(before, timeOf(millis(before) - changesKeptLonger(rules.fold)));
      for (const fold of environments.values()) for (const key of fold.forget(before)) alerts.delete(key);
    },
  };
};
