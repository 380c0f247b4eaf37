import { canonicalJson, type Fault, type Rules } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import { readRules } from '../rules.js';
import { accuracyMoves, differencesOf } from './compare.js';
import { foldArrivals, lineOf, type Replayed } from './fold-arrivals.js';
import { readLog } from './from-log.js';
import { type Arrival, eachLine, type Lines } from './input.js';
import { labelsIn } from './labels.js';
import { joined, leftOutText, replayPart } from './part.js';

export interface ReplayRequest {
  /** Lines of `events.jsonl`, or a log to read instead. */
  readonly events: Lines | EventLog;
  /** A rules file instead of the shipped one. */
  readonly rules?: string | undefined;
  /** A second rules file: told is whose first suspect would be another, and how the accuracy that labels measure would move. */
  readonly against?: string | undefined;
  readonly candidates?: number | undefined;
  readonly revisions?: boolean | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface ReplayAnswer {
  /** How many were read. */
  readonly events: number;
  /** Lines of `incidents.jsonl`. */
  readonly lines: Iterable<string>;
  /** What `against` would say otherwise, a sentence each; empty without it. */
  readonly differences: readonly string[];
  /** What no incident could be judged with, a sentence each. */
  readonly leftOut: readonly string[];
}

export const isLog = (events: ReplayRequest['events']): events is EventLog => 'append' in events;

/** Whether it can be replayed in parts that know nothing of one another. */
export const isByParts = ({ against, revisions }: Pick<ReplayRequest, 'against' | 'revisions'>): boolean => against === undefined && revisions !== true;

export const readLines = async (lines: Lines): Promise<Arrival[]> => {
  const arrivals: Arrival[] = [];
  await eachLine(lines, (arrival) => void arrivals.push(arrival));
  return arrivals;
};

/**
 * `culprit replay`: contracts.md section 4. Equal input and rules give equal lines. Throws `BadLine` that names the line for input that cannot be
 * read, and an error that names the file for rules that cannot.
 */
export const replay = async (request: ReplayRequest): Promise<ReplayAnswer> => {
  const rules = await readRules(request.rules);
  const other = request.against === undefined ? undefined : await readRules(request.against);
  const leftOut: string[] = [];
  const options = { ...request, leftOut: (fault: Fault) => leftOut.push(leftOutText(fault)) };
  const told = (events: number, incidents: readonly Replayed[], differences: readonly string[]): ReplayAnswer => ({ events, lines: spoken(incidents), differences, leftOut });
  if (!isLog(request.events) && isByParts(request)) return { ...joined([await replayPart(request.events, request, { nth: 0, of: 1 })]), differences: [] };
  const arrivals = isLog(request.events) ? await readLog(request.events, request.from, other === undefined ? [rules] : [rules, other]) : await readLines(request.events);
  const incidents = foldArrivals(arrivals, rules, options);
  return told(arrivals.length, incidents, other === undefined ? [] : [...sameName(rules, other), ...against(arrivals, incidents, other, request)]);
};

function* spoken(incidents: readonly Replayed[]): Generator<string> {
  for (const incident of incidents) yield lineOf(incident);
}

/** The version stands for the numbers on every incident: two sets of them under one would not be told apart. */
const sameName = (rules: Rules, other: Rules): string[] =>
  rules.version !== other.version || canonicalJson(rules) === canonicalJson(other) ? [] : [`both rules call themselves ${rules.version}, and their numbers differ: give the second another version before it is used`];

/** Final revisions are compared, whatever else is asked for. */
const against = (arrivals: readonly Arrival[], incidents: readonly Replayed[], other: Rules, request: ReplayRequest): string[] => {
  const { from, to, revisions } = request;
  const ours = revisions === true ? lastOf(incidents) : incidents;
  const theirs = foldArrivals(arrivals, other, { from, to });
  return [...differencesOf(ours, theirs), ...accuracyMoves(ours, theirs, labelsIn(arrivals))];
};

const lastOf = (revisions: readonly Replayed[]): Replayed[] => {
  const last = new Map<string, Replayed>();
  for (const revision of revisions) last.set(revision.id, revision);
  return [...last.values()].filter(({ status }) => status !== 'merged');
};
