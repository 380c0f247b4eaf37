import type { Catalog } from '../catalog/catalog.js';
import type { Graph } from '../catalog/graph.js';
import { peersOf } from '../catalog/peers.js';
import { type ToldCall, withCalls } from '../catalog/told-calls.js';
import { compareText } from '../events/canonical.js';
import type { Change } from '../events/change.js';
import type { Incident, Reason, Suspect } from '../events/incident.js';
import { millis, timeOf } from '../events/time.js';
import { counted, percent, told } from '../scoring/say.js';
import type { Verdict, Weighed } from '../scoring/score.js';
import { isClause } from '../scoring/whose.js';
import { knowsCalls, NEIGHBOUR_HOPS } from './explained.js';
import { callsOf } from './membership.js';
import { obstacles, type Situation } from './obstacles.js';
import type { Rules } from './rules.js';
import { whenOf } from './say-incident.js';
import { toldUntil } from './told-late.js';

/** Why a change was or was not suspected. `rank` is among all that was weighed. */
export interface Explanation {
  readonly eligible: boolean;
  readonly reason: string;
  readonly rank?: number;
  readonly probability?: number;
  readonly reasons: readonly Reason[];
}

/** `change`: its `services` by their one name. */
export interface Asked extends Situation {
  readonly verdict: Verdict;
}

const signed = (contribution: number): string => `${contribution < 0 ? '-' : '+'}${Math.abs(contribution).toFixed(1)}`;
const weighing = ({ sentence, contribution }: Reason): string => `${sentence} (${signed(contribution)})`;

/** What is told of who is ahead, as published or as weighed now. */
type Ahead = Pick<Suspect, 'reasons' | 'probability'> & { readonly change: Pick<Change, 'title'> };

/** The reason for the first or against this one that makes most of the difference. */
const difference = (mine: readonly Reason[], first: readonly Reason[]): string => {
  const of = (reasons: readonly Reason[], signal: string): Reason | undefined => reasons.find((r) => r.signal === signal);
  const signals = [...new Set([...first, ...mine].map(({ signal }) => signal))].sort(compareText);
  const [most] = signals
    .map((signal) => ({ signal, ours: of(mine, signal), theirs: of(first, signal) }))
    .map((pair) => ({ ...pair, by: (pair.theirs?.contribution ?? 0) - (pair.ours?.contribution ?? 0) }))
    .sort((a, b) => b.by - a.by);
  if (most === undefined || most.by <= 0) return '';
  const { signal, theirs, ours } = most;
  // of the first it has just been told
  if (signal === 'time' && theirs !== undefined && ours !== undefined) return ` What makes most of the difference is when: of that one ${signed(theirs.contribution)}; of this one, ${weighing(ours)}.`;
  const said = [...(theirs === undefined ? [] : [`of that one, ${weighing(theirs)}`]), ...(ours === undefined ? [] : [`of this one, ${weighing(ours)}`])];
  return ` What makes most of the difference: ${said.join('; ')}.`;
};

/** What is ahead, the person first, and why. */
const behind = (mine: readonly Reason[], { reasons, probability, change }: Ahead): string => {
  const when = whenOf(reasons, change);
  const ahead = isClause(when) ? `Behind this one (${percent(probability)}): ${when}.` : `Behind ${when} (${percent(probability)}).`;
  return `${ahead}${difference(mine, reasons)}`;
};

const stepOf = (lead: Change, changeId: string): string => (lead.id === changeId ? '' : `, as a step of ${told(lead.title)}`);

/** As the incident itself says it; undefined of a change that it does not suspect. */
export const namedAs = (suspects: readonly Suspect[], changeId: string): Explanation | undefined => {
  const suspect = suspects.find(({ changeIds }) => changeIds.includes(changeId));
  const [first] = suspects;
  if (suspect === undefined || first === undefined) return undefined;
  const { rank, probability, reasons, change } = suspect;
  const named = `Named as suspect ${rank} of ${suspects.length} with ${percent(probability)}${stepOf(change, changeId)}.`;
  return { eligible: true, reason: first === suspect ? named : `${named} ${behind(reasons, first)}`, rank, probability, reasons };
};

const ofCandidate = (mine: Weighed, rank: number, { incident, change, verdict, rules }: Asked): Explanation => {
  const [first] = verdict.ranked;
  const [lead] = mine.candidate.changes;
  const many = verdict.ranked.length;
  const { suspects } = incident;
  const named = suspects.findIndex(({ changeIds }) => changeIds.includes(change.id)) + 1;
  const place = named > 0 ? `named as suspect ${named}` : suspects.length === 0
    ? `no suspect is named, since even the most probable is below ${percent(rules.candidates.threshold)} (that no change did it: ${percent(verdict.noChange)})`
    // what is known by now may be more than what it was judged by
    : rank <= suspects.length ? `as far as is known by now; the incident names ${suspects.length === 1 ? 'another' : 'others'}`
    : `only the ${suspects.length === 1 ? 'first is' : `first ${suspects.length} are`} named`;
  const which = many === 1 ? 'The only candidate' : `${rank} of ${counted(many, 'candidate')}`;
  const ahead = rank > 1 && first !== undefined ? ` ${behind(mine.reasons, { ...first, reasons: [...first.reasons], change: first.candidate.changes[0] })}` : '';
  return { eligible: true, reason: `${which} with ${percent(mine.probability)}${stepOf(lead, change.id)}; ${place}.${ahead}`, rank, probability: mine.probability, reasons: mine.reasons };
};

/** The calls that the alerts of an incident tell of. */
const callsIn = ({ alerts }: Pick<Incident, 'alerts'>): ToldCall[] => callsOf(alerts.map(({ service, caller }) => ({ services: service === undefined ? [] : [service], ...(caller === undefined ? {} : { caller }) })));

/** Explains a change that the incident was judged with, or could have been. */
export const explain = (of: Asked): Explanation => {
  const asked = { ...of, graph: withCalls(of.graph, callsIn(of.incident)) };
  const rank = asked.verdict.ranked.findIndex(({ candidate }) => candidate.changes.some(({ id }) => id === asked.change.id)) + 1;
  const mine = asked.verdict.ranked[rank - 1];
  if (mine !== undefined) return ofCandidate(mine, rank, asked);
  const why = obstacles(asked);
  const words = why.length === 0 ? 'nothing of it leads to an alert of the incident' : why.join('; ');
  return { eligible: false, reason: `Not weighed: ${words}.`, reasons: [] };
};

/** The services whose changes may be candidates of an incident, and some more: everything that is to be read to judge it again. */
export const servicesAround = (incident: Pick<Incident, 'services' | 'environment' | 'openedAt' | 'alerts'>, catalog: Catalog, known: Graph, rules: Rules): string[] => {
  const { services, environment, openedAt } = incident;
  const { hops } = rules.candidates;
  const graph = withCalls(known, callsIn(incident));
  const ways = [['callees', hops], ['callers', hops], ['around', NEIGHBOUR_HOPS]] as const;
  const found = services.flatMap((s) => ways.flatMap(([way, depth]) => [...graph.reached(s, depth, way, environment, openedAt).keys()]));
  const peers = services.flatMap((s) => peersOf(catalog, s, environment, rules.candidates.peers)).map(({ service }) => service);
  return [...new Set([...found, ...peers])].sort(compareText);
};

/** Between which instants whatever was changed may be a candidate, on any service: where no call is known at all. */
export const anywhereWindow = ({ environment, openedAt }: Pick<Incident, 'environment' | 'openedAt'>, graph: Graph, { fold, score: { crowd } }: Rules): { readonly from: string; readonly to: string } | undefined =>
  knowsCalls(graph, environment) ? undefined : { from: timeOf(millis(openedAt) - crowd.window), to: timeOf(millis(openedAt) + fold.skew + 1) };

/** The window in which changes may be candidates of an incident, or take one back before its alerts end. */
export const changeWindow = ({ openedAt, alerts }: Pick<Incident, 'openedAt' | 'alerts'>, { fold }: Rules): { readonly from: string; readonly to: string } => {
  const opened = millis(openedAt);
  const last = alerts.reduce((latest, { startsAt }) => Math.max(latest, millis(startsAt)), opened);
  const ended = alerts.reduce((latest, { endsAt }) => (endsAt === undefined ? latest : Math.max(latest, millis(endsAt))), opened);
  return { from: timeOf(opened - fold.lookback), to: timeOf(Math.max(Math.min(last, opened + fold.ownOnlyAfter) + fold.skew, toldUntil(opened, fold), ended) + 1) };
};
