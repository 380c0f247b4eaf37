import { millis } from '../events/time.js';
import { type Beside, besideOf } from './beside.js';
import type { Context } from './environment-fold.js';
import { worst } from './episodes.js';
import { type Fault, judgeApart } from './isolate.js';
import { lastOnset } from './later.js';
import { type LookedAt, lookedAt, watched } from './looked-at.js';
import type { Group, Member } from './membership.js';
import { type IncidentBody, type Judged, membersPart } from './render.js';
import { lastEnd } from './since.js';
import { toldUntil } from './told-late.js';

/** A group as it was judged last, and what would make it another. */
export interface Kept {
  readonly group: Group;
  readonly members: readonly Member[];
  readonly judged: Judged | undefined;
  readonly faults: readonly Fault[];
  /** What was changed between these instants may be told with its alerts, ms: before they began or between, or before they ended. */
  readonly from: number;
  readonly to: number;
  /** Of which of them it would say something else; undefined: nobody noted it. */
  readonly looked: LookedAt | undefined;
  /** Who alerted at the same moment, in others. */
  readonly beside: readonly Beside[];
  /** It was settled before: no change tells it anything. */
  readonly final: boolean;
  /** It was concerned while it rested. */
  readonly waits: boolean;
}

/** A settled incident: what it was, with the ends and refires of its own alerts. */
const continued = (body: IncidentBody, group: Group): Judged => ({
  body: { ...body, ...membersPart(group), severity: group.members.map((m) => m.episode.severity).reduce(worst, body.severity), alertCount: Math.max(body.alertCount, group.members.length) },
  verdict: { ranked: [], count: 0, first: () => [], noChange: body.noChangeProbability, noChangeLogOdds: 0 },
});

/** `all`: what is in any group, oldest first. `settled`: what it was when it became final. `again`: it was judged before; who asks once is not asked to remember. */
export const judgedGroup = (group: Group, all: readonly Member[], settled: IncidentBody | undefined, again: boolean, environment: string, context: Context): Kept => {
  const { members } = group;
  const { changes, graph, rules: { fold } } = context;
  const opened = millis(members[0]?.episode.startsAt ?? '');
  const of = { group, members, from: opened - Math.max(fold.lookback, fold.linked), to: Math.max(toldUntil(opened, fold), lastOnset(members, fold) + fold.skew, lastEnd(members)) };
  if (settled !== undefined) return { ...of, judged: continued(settled, group), faults: [], looked: undefined, beside: [], final: true, waits: false };
  const looked = again ? lookedAt() : undefined;
  graph.noting(looked?.calls);
  const beside = besideOf(group, all, { ...context, environment });
  const apart = judgeApart(beside.length === 0 ? group : { ...group, beside }, { ...context, environment, changes: looked === undefined ? changes : watched(changes, looked) });
  graph.noting(undefined);
  return { ...of, ...apart, looked: apart.faults.length > 0 ? undefined : looked, beside, final: false, waits: false };
};
