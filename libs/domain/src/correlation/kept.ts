import { type Beside, besideOf } from './beside.js';
import type { Context } from './environment-fold.js';
import { worst } from './episodes.js';
import { type Fault, judgeApart } from './isolate.js';
import { type LookedAt, lookedAt, watched } from './looked-at.js';
import type { Group, Member } from './membership.js';
import { type IncidentBody, type Judged, membersPart } from './render.js';
import { type Spans, spansOf } from './spans.js';

/** A group as it was judged last, and what would make it another. */
export interface Kept {
  /** As it is now. */
  readonly group: Group;
  /** As it was judged. */
  readonly members: readonly Member[];
  readonly judged: Judged | undefined;
  readonly faults: readonly Fault[];
  /** What was changed then may be told with its alerts. */
  readonly spans: Spans;
  /** Of which of them it would say something else; undefined: nobody noted it. */
  readonly looked: LookedAt | undefined;
  /** Who alerted at the same moment, in others. */
  readonly beside: readonly Beside[];
  /** It was settled before: no change tells it anything. */
  readonly final: boolean;
  /** It was concerned, or became another, while it rested. */
  readonly waits: boolean;
}

/** A settled incident: what it was, with the ends and refires of its own alerts. */
const continued = (body: IncidentBody, group: Group): Judged => ({
  body: { ...body, ...membersPart(group), severity: group.members.map((m) => m.episode.severity).reduce(worst, body.severity), alertCount: Math.max(body.alertCount, group.members.length) },
  verdict: { ranked: [], count: 0, first: () => [], noChange: body.noChangeProbability, noChangeLogOdds: 0 },
});

/** `all`: what is in any group, oldest first. `settled`: what it was when it became final. `again`: others are asked for again and again; who asks once is not asked to remember. */
export const judgedGroup = (group: Group, all: readonly Member[], settled: IncidentBody | undefined, again: boolean, environment: string, context: Context): Kept => {
  const { members } = group;
  const { changes, graph, rules: { fold } } = context;
  const of = { group, members, spans: spansOf(group, fold) };
  if (settled !== undefined) return { ...of, judged: continued(settled, group), faults: [], looked: undefined, beside: [], final: true, waits: false };
  const looked = again ? lookedAt() : undefined;
  graph.noting(looked?.calls);
  const beside = besideOf(group, all, { ...context, environment });
  const apart = judgeApart(beside.length === 0 ? group : { ...group, beside }, { ...context, environment, changes: looked === undefined ? changes : watched(changes, looked) });
  graph.noting(undefined);
  return { ...of, ...apart, looked: apart.faults.length > 0 ? undefined : looked, beside, final: false, waits: false };
};
