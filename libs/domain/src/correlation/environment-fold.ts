import type { Graph } from '../catalog/graph.js';
import type { Catalog } from '../catalog/catalog.js';
import { resolveSubject } from '../catalog/resolve.js';
import type { Alert } from '../events/alert.js';
import { compareText } from '../events/canonical.js';
import type { Coverage } from '../events/coverage.js';
import { incidentId } from '../events/ids.js';
import type { Incident } from '../events/incident.js';
import { millis, timeOf } from '../events/time.js';
import { episodeIndex } from './alerts.js';
import type { Changes } from './candidates.js';
import { type Episode, partsOf, worst } from './episodes.js';
import { type Fault, judgeApart } from './isolate.js';
import { lastOnset } from './later.js';
import { type Group, type Member, type Near, groupsOf, settledIn } from './membership.js';
import { type IncidentBody, type Judged, membersPart } from './render.js';
import type { Rules } from './rules.js';

/** What every environment is judged with; `version` rises when any of it changes the answer of all. */
export interface Context {
  readonly version: number;
  readonly now: string;
  readonly catalog: Catalog;
  readonly graph: Graph;
  readonly changes: Changes;
  readonly coverage: readonly Coverage[];
  readonly rules: Rules;
}

/** The incidents of one environment, kept up to date by judging again only what an event concerns. */
export interface EnvironmentFold {
  put(alert: Alert): void;
  remove(alert: Alert): void;
  /** A change at this event time came or went. */
  changed(time: string): void;
  adopt(incident: Incident): void;
  due(context: Context): boolean;
  /** By openedAt, then id. */
  incidents(context: Context): readonly Judged[];
  /** What `incidents` had to leave out when it was last asked. */
  faults(): readonly Fault[];
  /** Makes final what was opened before `settledAfter` ago, as it now stands. */
  settle(context: Context): void;
  /** The id of the incident that holds the alert whose first publication gave an incident this id. */
  holder(publishedId: string): string | undefined;
  /** Gives the keys of the statements that it dropped. */
  forget(before: string): readonly string[];
}

interface Kept {
  readonly members: readonly Member[];
  readonly version: number;
  readonly judged: Judged | undefined;
  readonly faults: readonly Fault[];
}

/** More changes than this between two questions concern everything: who is not asked does not remember them all. */
const MOST_TOUCHED = 10_000;

/** A member is a new object once anything of its alert is told otherwise, or the catalog changes. */
const sameMembers = (a: readonly Member[], b: readonly Member[]): boolean => a.length === b.length && a.every((member, i) => member === b[i]);

/** Under which ids each episode may have been published: a hash is not worked out twice. */
const publishedIds = new WeakMap<Episode, readonly string[]>();
const publishedIdsOf = (episode: Episode): readonly string[] => {
  const known = publishedIds.get(episode) ?? episode.alertIds.map(incidentId);
  publishedIds.set(episode, known);
  return known;
};

const holdersOf = (kept: Iterable<Kept>): Map<string, string> => {
  const holders = new Map<string, string>();
  for (const { members, judged } of kept) {
    if (judged !== undefined) for (const { episode } of members) for (const id of publishedIdsOf(episode)) holders.set(id, judged.body.id);
  }
  return holders;
};

export const environmentFold = (environment: string, rules: Rules): EnvironmentFold => {
  const alerts = episodeIndex(rules.fold);
  const settled = new Map<string, IncidentBody>();
  const settledMembers = new Map<string, string>();
  let kept = new Map<string, Kept>();
  /** Of `kept`; made when asked for. */
  let holders: Map<string, string> | undefined;
  let touched: string[] = [];
  /** More was touched than was noted. */
  let overrun = false;
  let answer: { version: number; list: readonly Judged[] } | undefined;
  let places: { version: number; of: WeakMap<Episode, Member> } = { version: -1, of: new WeakMap() };

  const placed = (episode: Episode, { catalog, version }: Context): Member => {
    if (places.version !== version) places = { version, of: new WeakMap() };
    const known = places.of.get(episode);
    if (known !== undefined) return known;
    const { service, entities, cluster } = episode.first;
    const member = { episode, services: resolveSubject(catalog, { services: service === undefined ? [] : [service], entities, environment, cluster }).services };
    places.of.set(episode, member);
    return member;
  };

  const nearIn = ({ graph, rules: { fold: { groupHops } } }: Context): Near => (service, other, at) =>
    graph.reached(service, groupHops, 'callees', environment, at).has(other) || graph.reached(service, groupHops, 'callers', environment, at).has(other);

  const concerns = (members: readonly Member[], { fold }: Rules, times: readonly string[]): boolean => {
    if (overrun) return true;
    if (times.length === 0) return false;
    const opened = millis(members[0]?.episode.startsAt ?? '');
    const from = timeOf(opened - Math.max(fold.lookback, fold.linked));
    const to = timeOf(Math.max(opened, lastOnset(members, fold)) + fold.skew);
    return times.some((time) => time >= from && time <= to);
  };

  /** A settled incident: what it was, with the ends and refires of its own alerts. */
  const continued = (body: IncidentBody, group: Group): Judged => ({
    body: { ...body, ...membersPart(group), severity: group.members.map((m) => m.episode.severity).reduce(worst, body.severity), alertCount: Math.max(body.alertCount, group.members.length) },
    verdict: { ranked: [], count: 0, first: () => [], noChange: body.noChangeProbability, noChangeLogOdds: 0 },
  });

  const judgeAll = (context: Context): readonly Judged[] => {
    const next = new Map<string, Kept>();
    const episodes = alerts.all(context.now).map((episode) => placed(episode, context));
    for (const group of groupsOf(episodes, nearIn(context), context.rules.fold, settledMembers)) {
      const first = group.members[0];
      if (first === undefined) continue;
      const final = settled.get(settledIn(settledMembers, first.episode) ?? '');
      const before = kept.get(first.episode.id);
      const same = before?.judged !== undefined && sameMembers(before.members, group.members) && before.version === context.version && !concerns(group.members, context.rules, touched);
      const { judged, faults } = same ? before : final !== undefined ? { judged: continued(final, group), faults: [] } : judgeApart(group, { ...context, environment });
      next.set(first.episode.id, { members: group.members, version: context.version, judged, faults });
    }
    kept = next;
    holders = undefined;
    touched = [];
    overrun = false;
    return [...next.values()].flatMap((k) => (k.judged === undefined ? [] : [k.judged])).sort((a, b) => compareText(a.body.openedAt, b.body.openedAt) || compareText(a.body.id, b.body.id));
  };

  const fold: EnvironmentFold = {
    put: (alert) => {
      alerts.put(alert);
      answer = undefined;
    },
    remove: (alert) => {
      alerts.remove(alert);
      answer = undefined;
    },
    changed: (time) => {
      if (kept.size === 0) return;
      if (touched.length < MOST_TOUCHED) touched.push(time);
      else overrun = true;
    },
    adopt: (incident) => {
      const { revision: _revision, what: _what, asOf: _asOf, ...body } = incident;
      alerts.adopt(incident);
      settled.set(body.id, body);
      for (const alert of incident.alerts) for (const { id } of alert.sources ?? [alert]) settledMembers.set(id, body.id);
      answer = undefined;
    },
    due: (context) => answer?.version !== context.version || touched.length > 0 || alerts.lapses(context.now),
    incidents: (context) => {
      if (answer !== undefined && !fold.due(context)) return answer.list;
      const whole = answer !== undefined && answer.list.length === kept.size;
      if (whole && answer?.version === context.version && !alerts.lapses(context.now) && ![...kept.values()].some(({ members }) => concerns(members, context.rules, touched))) {
        touched = [];
        return answer.list;
      }
      answer = { version: context.version, list: judgeAll(context) };
      return answer.list;
    },
    faults: () => [...kept.values()].flatMap(({ faults }) => faults),
    settle: (context) => {
      const limit = timeOf(millis(context.now) - context.rules.fold.settledAfter);
      for (const { judged, members } of kept.values()) {
        if (judged === undefined || judged.body.openedAt >= limit || settled.has(judged.body.id)) continue;
        settled.set(judged.body.id, judged.body);
        for (const { episode } of members) for (const { id } of partsOf(episode)) settledMembers.set(id, judged.body.id);
      }
    },
    holder: (publishedId) => (holders ??= holdersOf(kept.values())).get(publishedId),
    forget: (before) => {
      answer = undefined;
      return alerts.forget(before);
    },
  };
  return fold;
};
