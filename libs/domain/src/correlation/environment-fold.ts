import type { Graph } from '../catalog/graph.js';
import type { Catalog } from '../catalog/catalog.js';
import { resolveSubject } from '../catalog/resolve.js';
import type { Alert } from '../events/alert.js';
import { compareText } from '../events/canonical.js';
import type { Coverage } from '../events/coverage.js';
import type { Incident } from '../events/incident.js';
import { millis, timeOf } from '../events/time.js';
import { episodeIndex } from './alerts.js';
import type { Changes } from './candidates.js';
import { type Episode, partsOf, worst } from './episodes.js';
import { holdersOf } from './holders.js';
import { type Fault, judgeApart } from './isolate.js';
import { lastOnset } from './later.js';
import { type LookedAt, lookedAt, touches, watched } from './looked-at.js';
import { type Group, type Member, groupsOf, settledIn } from './membership.js';
import { nearIn } from './near.js';
import type { Placed } from './placed.js';
import { type IncidentBody, type Judged, membersPart } from './render.js';
import type { Rules } from './rules.js';
import { lastEnd } from './undoings.js';

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
  /** A change came or went. */
  changed(change: Placed): void;
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
  /** Only changes of these times can make it another. */
  readonly span: { readonly from: string; readonly to: string };
  readonly version: number;
  readonly judged: Judged | undefined;
  readonly faults: readonly Fault[];
  /** Of which changes it would say something else; undefined: nobody noted it. */
  readonly looked: LookedAt | undefined;
  /** It was settled before: no change tells it anything. */
  readonly final: boolean;
}

interface Grouped {
  readonly episodes: readonly Episode[];
  readonly version: number;
  readonly settlings: number;
  readonly groups: readonly Group[];
}

/** More changes than this between two questions concern everything: who is not asked does not remember them all. */
const MOST_TOUCHED = 10_000;

/** A member is a new object once anything of its alert is told otherwise, or the catalog changes. */
const sameMembers = (a: readonly Member[], b: readonly Member[]): boolean => a === b || (a.length === b.length && a.every((member, i) => member === b[i]));

export const environmentFold = (environment: string, rules: Rules): EnvironmentFold => {
  const alerts = episodeIndex(rules.fold);
  const settled = new Map<string, IncidentBody>();
  const settledMembers = new Map<string, string>();
  /** How often `settledMembers` was added to. */
  let settlings = 0;
  let kept = new Map<string, Kept>();
  /** Of `kept`; made when asked for. */
  let holders: Map<string, string> | undefined;
  let touched: Placed[] = [];
  /** More was touched than was noted. */
  let overrun = false;
  let answer: { version: number; list: readonly Judged[] } | undefined;
  /** Changes come more often than alerts, and leave the groups as they are. */
  let grouped: Grouped | undefined;
  let faults: readonly Fault[] = [];
  /** The first opening that is not settled yet, of what was kept when it was looked for. */
  let unsettled: { of: typeof kept; since: string } | undefined;
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

  /** When what is changed may be told with these alerts: before they began or between, or before they ended. */
  const spanOf = (members: readonly Member[], { fold }: Rules): Kept['span'] => {
    const opened = millis(members[0]?.episode.startsAt ?? '');
    return { from: timeOf(opened - Math.max(fold.lookback, fold.linked)), to: timeOf(Math.max(opened + fold.skew, lastOnset(members, fold) + fold.skew, lastEnd(members))) };
  };
  const concerns = ({ span: { from, to }, looked, final }: Kept): boolean => {
    if (final) return false;
    return overrun || touched.some((placed) => placed.change.occurredAt >= from && placed.change.occurredAt <= to && (looked === undefined || touches(placed, looked)));
  };

  const groupsNow = (context: Context): readonly Group[] => {
    const episodes = alerts.all(context.now);
    if (grouped?.episodes === episodes && grouped.version === context.version && grouped.settlings === settlings) return grouped.groups;
    const groups = groupsOf(episodes.map((episode) => placed(episode, context)), nearIn(context.graph, context.rules.fold.groupHops, environment), context.rules.fold, settledMembers);
    grouped = { episodes, version: context.version, settlings, groups };
    return groups;
  };

  /** A settled incident: what it was, with the ends and refires of its own alerts. */
  const continued = (body: IncidentBody, group: Group): Judged => ({
    body: { ...body, ...membersPart(group), severity: group.members.map((m) => m.episode.severity).reduce(worst, body.severity), alertCount: Math.max(body.alertCount, group.members.length) },
    verdict: { ranked: [], count: 0, first: () => [], noChange: body.noChangeProbability, noChangeLogOdds: 0 },
  });

  const judgeAll = (context: Context): readonly Judged[] => {
    const next = new Map<string, Kept>();
    for (const group of groupsNow(context)) {
      const first = group.members[0];
      if (first === undefined) continue;
      const final = settled.get(settledIn(settledMembers, first.episode) ?? '');
      const before = kept.get(first.episode.id);
      if (before?.judged !== undefined && sameMembers(before.members, group.members) && before.version === context.version && !concerns(before)) {
        next.set(first.episode.id, before);
        continue;
      }
      const of = { members: group.members, span: spanOf(group.members, context.rules), version: context.version };
      if (final !== undefined) {
        next.set(first.episode.id, { ...of, judged: continued(final, group), faults: [], looked: undefined, final: true });
        continue;
      }
      // who asks once is not asked to remember
      const looked = before === undefined ? undefined : lookedAt();
      const apart = judgeApart(group, { ...context, environment, changes: looked === undefined ? context.changes : watched(context.changes, looked) });
      next.set(first.episode.id, { ...of, ...apart, looked: apart.faults.length > 0 ? undefined : looked, final: false });
    }
    kept = next;
    holders = undefined;
    touched = [];
    overrun = false;
    faults = [...next.values()].flatMap((k) => k.faults);
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
    changed: (change) => {
      if (kept.size === 0) return;
      if (touched.length < MOST_TOUCHED) touched.push(change);
      else overrun = true;
    },
    adopt: (incident) => {
      const { revision: _revision, what: _what, asOf: _asOf, ...body } = incident;
      alerts.adopt(incident);
      settled.set(body.id, body);
      settlings += 1;
      for (const alert of incident.alerts) for (const { id } of alert.sources ?? [alert]) settledMembers.set(id, body.id);
      answer = undefined;
    },
    due: (context) => answer?.version !== context.version || touched.length > 0 || alerts.lapses(context.now),
    incidents: (context) => {
      if (answer !== undefined && !fold.due(context)) return answer.list;
      const whole = answer !== undefined && answer.list.length === kept.size;
      if (whole && answer?.version === context.version && !alerts.lapses(context.now) && ![...kept.values()].some(concerns)) {
        touched = [];
        return answer.list;
      }
      answer = { version: context.version, list: judgeAll(context) };
      return answer.list;
    },
    faults: () => faults,
    settle: (context) => {
      const limit = timeOf(millis(context.now) - context.rules.fold.settledAfter);
      if (unsettled?.of === kept && unsettled.since >= limit) return;
      let since = '~';
      for (const { judged, members } of kept.values()) {
        if (judged === undefined || settled.has(judged.body.id)) continue;
        if (judged.body.openedAt >= limit) {
          if (judged.body.openedAt < since) since = judged.body.openedAt;
          continue;
        }
        settled.set(judged.body.id, judged.body);
        settlings += 1;
        for (const { episode } of members) for (const { id } of partsOf(episode)) settledMembers.set(id, judged.body.id);
      }
      unsettled = { of: kept, since };
    },
    holder: (publishedId) => (holders ??= holdersOf(kept.values())).get(publishedId),
    forget: (before) => {
      answer = undefined;
      return alerts.forget(before);
    },
  };
  return fold;
};
