import type { Alert } from '../events/alert.js';
import { buildCatalog, type Catalog } from '../catalog/catalog.js';
import { dayOf, fades, type Fading } from '../catalog/fading.js';
import { buildGraph, type Graph } from '../catalog/graph.js';
import { canonicalJson, compareText, isSame } from '../events/canonical.js';
import type { Coverage } from '../events/coverage.js';
import type { Dependency } from '../events/dependency.js';
import { type CulpritEvent, eventTime } from '../events/envelope.js';
import type { Incident } from '../events/incident.js';
import type { Service } from '../events/service.js';
import { millis, timeOf } from '../events/time.js';
import { coverageIdentity, dependencyIdentity, latest, mergeAlert, serviceIdentity } from '../events/statement.js';
import { statementKey } from './alerts.js';
import { changeIndex } from './changes.js';
import { type Context, type EnvironmentFold, environmentFold } from './environment-fold.js';
import type { Fault } from './isolate.js';
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
  /** Every incident of the environment that is not merged, by openedAt, then id. */
  incidents(environment: string): readonly Judged[];
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
const shown = (c: Coverage): string => canonicalJson([c.source, c.instance, c.environment, c.gaps, c.lastEventAt === undefined]);

/** What of a catalog statement decides a name, an owner or a call; replicas come and go without it. */
const mapped = (s: Service): string =>
  canonicalJson({ ...s, observedAt: '', links: [], workloads: s.workloads.map(({ cluster, namespace, kind, name }) => ({ cluster, namespace, kind, name })) });

/** What of an edge decides a call: when it was last seen only where it fades, and then the day. */
const stated = (d: Dependency, fading: Fading): string => canonicalJson({ ...d, observedAt: fades(fading, d.source) ? dayOf(d.observedAt) : 0 });

export const createFold = (rules: Rules): Fold => {
  const fading = fadingOf(rules);
  const environments = new Map<string, EnvironmentFold>();
  const alerts = new Map<string, Alert>();
  const changes = changeIndex(rules.score);
  const services = new Map<string, Service>();
  const dependencies = new Map<string, Dependency>();
  const coverage = new Map<string, Coverage>();
  let newest = '';
  let version = 0;
  let built: { version: number; catalogVersion: number; catalog: Catalog; graph: Graph } | undefined;
  let mapVersion = 0;
  let catalogVersion = 0;

  const environment = (name: string): EnvironmentFold => {
    const known = environments.get(name) ?? environmentFold(name, rules);
    environments.set(name, known);
    return known;
  };
  /** Keeps the statement that counts; true when what it says has changed. */
  const state = <E extends Service | Dependency | Coverage>(index: Map<string, E>, key: string, event: E, says: (e: E) => string): boolean => {
    const known = index.get(key);
    const counts = known === undefined ? event : latest(known, event);
    index.set(key, counts);
    return counts !== known && (known === undefined || says(counts) !== says(known));
  };
  const changedMap = (): void => {
    mapVersion += 1;
    version += 1;
  };
  const maps = (): { catalog: Catalog; graph: Graph } => {
    if (built?.version === mapVersion) return built;
    const known = built?.catalogVersion === catalogVersion ? built.catalog : undefined;
    const catalog = known ?? buildCatalog(services.values());
    built = { version: mapVersion, catalogVersion, catalog, graph: buildGraph(dependencies.values(), catalog, fading) };
    if (known === undefined) changes.place(catalog);
    return built;
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
  let asked: Context | undefined;
  const context = (): Context => {
    if (asked?.version === version && asked.now === newest) return asked;
    const { catalog, graph } = maps();
    const covered = asked?.version === version ? asked.coverage : [...coverage.values()].sort((a, b) => compareText(coverageIdentity(a), coverageIdentity(b)));
    asked = { version, now: newest, catalog, graph, changes, coverage: covered, rules };
    return asked;
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
          for (const placed of changes.add(e.event)) {
            const { environment: of } = placed.change;
            if (of === undefined) for (const fold of environments.values()) fold.changed(placed);
            else environments.get(of)?.changed(placed);
          }
          return;
        case 'service':
          if (!state(services, serviceIdentity(e.event), e.event, mapped)) return;
          catalogVersion += 1;
          changedMap();
          return;
        case 'dependency':
          if (state(dependencies, dependencyIdentity(e.event), e.event, (d) => stated(d, fading))) changedMap();
          return;
        case 'coverage':
          if (state(coverage, coverageIdentity(e.event), e.event, shown)) version += 1;
          return;
        default:
          e satisfies never;
      }
    },
    adopt: (incident) => environment(incident.environment).adopt(incident),
    now: () => newest,
    environments: () => [...environments.keys()].sort(compareText),
    due: (name) => environments.get(name)?.due(context()) ?? false,
    incidents: (name) => environments.get(name)?.incidents(context()) ?? [],
    faults: (name) => environments.get(name)?.faults() ?? [],
    holder: (name, publishedId) => environments.get(name)?.holder(publishedId),
    settle: (name) => environments.get(name)?.settle(context()),
    forget: (before) => {
      changes.forget(before, timeOf(millis(before) - changesKeptLonger(rules.fold)));
      for (const fold of environments.values()) for (const key of fold.forget(before)) alerts.delete(key);
    },
  };
};
