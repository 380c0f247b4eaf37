import type { Graph } from '../catalog/graph.js';
import { type Moved, isAsked, movedBetween } from '../catalog/moved.js';
import type { Catalog } from '../catalog/catalog.js';
import type { Alert } from '../events/alert.js';
import { compareText } from '../events/canonical.js';
import type { Coverage } from '../events/coverage.js';
import type { Incident } from '../events/incident.js';
import { millis, timeOf } from '../events/time.js';
import { episodeIndex } from './alerts.js';
import { besideOf, sameBeside } from './beside.js';
import type { Changes } from './candidates.js';
import { partsOf } from './episodes.js';
import { firstAt } from './first-at.js';
import { createGrouping } from './grouping.js';
import { holdersOf } from './holders.js';
import type { Fault, Isolated } from './isolate.js';
import { type Kept, judgedGroup } from './kept.js';
import { touches } from './looked-at.js';
import { type Group, sameMembers, settledIn } from './membership.js';
import type { Placed } from './placed.js';
import type { IncidentBody, Judged } from './render.js';
import type { Rules } from './rules.js';
import { mayTell } from './spans.js';

/** What every environment is judged with; `version` rises when any of it changes the answer of all. */
export interface Context {
  readonly version: number;
  /** The same but for the calls that are known, which concern who asked for them. */
  readonly apartFromCalls: number;
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
  /** By openedAt, then id. One of an id that `rests` stays as it was judged, though it has other alerts by now or changes concern it. */
  incidents(context: Context, rests?: Rests): readonly Judged[];
  /** Some of the same, with what had to be left out of each, in the order in which they opened: nothing of them is kept. */
  some(context: Context, part: Part): Iterable<Isolated>;
  /** Of which incidents that was so when it was last asked: they are to be asked for again. */
  waiting(): readonly string[];
  /** What `incidents` had to leave out when it was last asked. */
  faults(): readonly Fault[];
  /** Makes final what was opened before `settledAfter` ago, as it now stands. */
  settle(context: Context): void;
  /** The id of the incident that holds the alert whose first publication gave an incident this id. */
  holder(publishedId: string): string | undefined;
  /** Gives the keys of the statements that it dropped. */
  forget(before: string): readonly string[];
}

/** Every `of`th from number `nth` on, counted from 0. */
export interface Part {
  readonly nth: number;
  readonly of: number;
}

/** Whether nobody would hear by now what an incident of this id came to. */
export type Rests = (id: string) => boolean;
const noneRests: Rests = () => false;

/** More changes than this between two questions concern everything: who is not asked does not remember them all. */
const MOST_TOUCHED = 10_000;

const order = (a: Judged, b: Judged): number => compareText(a.body.openedAt, b.body.openedAt) || compareText(a.body.id, b.body.id);
/** They mostly are. */
const inOrder = (list: Judged[]): readonly Judged[] => (list.every((judged, i) => i === 0 || order(list[i - 1] as Judged, judged) <= 0) ? list : list.sort(order));

export const environmentFold = (environment: string, rules: Rules): EnvironmentFold => {
  const alerts = episodeIndex(rules.fold);
  const settled = new Map<string, IncidentBody>();
  const settledMembers = new Map<string, string>();
  const grouping = createGrouping(environment, alerts);
  /** How often `settledMembers` was added to. */
  let settlings = 0;
  /** One of each group, in the order in which they opened. */
  let kept: readonly Kept[] = [];
  let waiting: readonly string[] = [];
  /** Until when what is changed tells one of them something, up to each. */
  let until: number[] = [];
  /** As of which context. */
  let keptAt: Context | undefined;
  /** The calls that are others than when `kept` was judged, while that is looked through. */
  let moved: Moved = [];
  /** Of `kept`; made when asked for. */
  let holders: Map<string, string> | undefined;
  let touched: Placed[] = [];
  /** More was touched than was noted. */
  let overrun = false;
  let answer: { version: number; list: readonly Judged[] } | undefined;
  /** The last answer, also where it is none any more. */
  let given: readonly Judged[] = [];
  let faults: readonly Fault[] = [];
  /** The first opening that is not settled yet, of what was kept when it was looked for. */
  let unsettled: { of: typeof kept; since: string } | undefined;

  /** All that judging asks of calls is as of when an incident opened. */
  const isMoved = ({ members: [first], looked, final }: Kept): boolean =>
    !final && moved !== undefined && moved.length > 0 && (looked === undefined || isAsked(looked.calls, moved, first?.episode.startsAt ?? ''));
  const concerns = ({ spans, looked, final }: Kept): boolean =>
    !final && touched.some((placed) => mayTell(spans, placed) && (looked === undefined || touches(placed, looked)));

  /** Which of `kept` may say something else. None looks at what was changed much later than it opened. */
  const concerned = (): ReadonlySet<number> => {
    const found = new Set<number>();
    for (const { occurredAt, instants } of touched) {
      const [first, last] = instants === undefined ? [occurredAt, occurredAt] : [instants[0], instants[instants.length - 1] as number];
      for (let at = firstAt(until.length, (i) => (until[i] as number) < first); at < kept.length; at++) {
        const one = kept[at] as Kept;
        if (one.spans.whole.from > last) break;
        if (one.spans.whole.to >= first && !found.has(at) && concerns(one)) found.add(at);
      }
    }
    if (waiting.length > 0) for (const [at, { waits }] of kept.entries()) if (waits) found.add(at);
    return found;
  };

  /** Others alert at its moment than did. */
  const isBesideOthers = ({ final, members, beside, group }: Kept, context: Context): boolean => {
    const { from, to } = grouping.moved();
    const opened = millis(members[0]?.episode.startsAt ?? '');
    return !final && opened >= from - rules.fold.near && opened <= to + rules.fold.near && !sameBeside(beside, besideOf(group, grouping.members(), { ...context, environment }));
  };

  const judgeOne = (group: Group, context: Context): Kept => {
    const [first] = group.members;
    const was = settled.get(first === undefined ? '' : settledIn(settledMembers, first.episode) ?? '');
    return judgedGroup(group, grouping.members(), was, keptAt !== undefined, environment, context);
  };

  const judgeAll = (context: Context, rests: Rests): readonly Judged[] => {
    const groups = grouping.now(context, { members: settledMembers, times: settlings });
    if (keptAt?.apartFromCalls !== context.apartFromCalls) moved = undefined;
    else moved = keptAt.graph === context.graph ? [] : movedBetween(keptAt.graph, context.graph);
    const anew = overrun || moved === undefined;
    const again = anew ? new Set<number>() : concerned();
    let elsewhere: ReadonlyMap<string | undefined, Kept> | undefined;
    const next = groups.map((group, at) => {
      // mostly it stands where it stood
      if (kept[at]?.group === group && kept[at].judged !== undefined && !anew && !again.has(at) && !isMoved(kept[at]) && !isBesideOthers(kept[at], context)) return kept[at];
      elsewhere ??= new Map(kept.slice(at).map((one) => [one.members[0]?.episode.id, one]));
      const known = elsewhere.get(group.members[0]?.episode.id);
      if (known?.judged === undefined || anew) return judgeOne(group, context);
      const waits = known.waits || !sameMembers(known.members, group.members) || isMoved(known) || concerns(known) || isBesideOthers({ ...known, group }, context);
      return waits && !rests(known.judged.body.id) ? judgeOne(group, context) : { ...known, group, waits };
    });
    kept = next;
    waiting = next.flatMap(({ waits, judged }) => (waits && judged !== undefined ? judged.body.id : []));
    until = [];
    for (const { spans: { whole: { to } } } of next) until.push(Math.max(to, until.at(-1) ?? to));
    keptAt = context;
    holders = undefined;
    touched = [];
    overrun = false;
    faults = next.flatMap((k) => k.faults);
    return inOrder(next.flatMap(({ judged }) => judged ?? []));
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
      if (kept.length === 0) return;
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
    due: (context) => answer?.version !== context.version || touched.length > 0 || waiting.length > 0 || alerts.lapses(context.now),
    incidents: (context, rests = noneRests) => {
      if (answer !== undefined && !fold.due(context)) return answer.list;
      const { version } = context;
      const whole = answer?.version === version && !overrun && answer.list.length === kept.length && !alerts.lapses(context.now);
      if (whole && [...concerned()].every((at) => kept[at]?.waits === true && rests(kept[at].judged?.body.id ?? ''))) {
        touched = [];
        return answer?.list ?? [];
      }
      const list = judgeAll(context, rests);
      // whoever holds a list need not look into it again
      answer = { version, list: given.length === list.length && given.every((judged, i) => judged === list[i]) ? given : list };
      given = answer.list;
      return given;
    },
    some: function* (context, { nth, of }) {
      // who asks for all after that is judged anew: what had come since is looked through here
      answer = undefined;
      overrun = true;
      const groups = grouping.now(context, { members: settledMembers, times: settlings });
      for (let at = nth; at < groups.length; at += of) yield judgeOne(groups[at] as Group, context);
    },
    waiting: () => waiting,
    faults: () => faults,
    settle: (context) => {
      const limit = timeOf(millis(context.now) - context.rules.fold.settledAfter);
      if (unsettled?.of === kept && unsettled.since >= limit) return;
      let since = '~';
      for (const { judged, members, waits } of kept) {
        if (judged === undefined || settled.has(judged.body.id)) continue;
        if (waits || judged.body.openedAt >= limit) {
          if (judged.body.openedAt < since) since = judged.body.openedAt;
          continue;
        }
        settled.set(judged.body.id, judged.body);
        settlings += 1;
        for (const { episode } of members) for (const { id } of partsOf(episode)) settledMembers.set(id, judged.body.id);
      }
      unsettled = { of: kept, since };
    },
    holder: (publishedId) => (holders ??= holdersOf(kept)).get(publishedId),
    forget: (before) => {
      answer = undefined;
      return alerts.forget(before);
    },
  };
  return fold;
};
