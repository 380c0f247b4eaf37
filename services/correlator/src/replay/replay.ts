import { canonicalJson, createFold, type Fault, type Rules } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import { readRules } from '../rules.js';
import { accuracyMoves, differencesOf } from './compare.js';
import { finalRevisions, foldArrivals, lineOf, type Replayed } from './fold-arrivals.js';
import { readLog } from './from-log.js';
import { type Arrival, readLine } from './input.js';
import { labelsIn } from './labels.js';

/** Lines as they come, one or many at a time. */
export type Lines = AsyncIterable<string | readonly string[]>;

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

/** Takes lines of `events.jsonl` in the order in which they stand. */
const eachLine = async (lines: Lines, take: (arrival: Arrival) => void): Promise<void> => {
  let number = 0;
  for await (const some of lines) {
    for (const line of typeof some === 'string' ? [some] : some) {
      number += 1;
      if (line.trim() !== '') take(readLine(line, number));
    }
  }
};

export const readLines = async (lines: Lines): Promise<Arrival[]> => {
  const arrivals: Arrival[] = [];
  await eachLine(lines, (arrival) => void arrivals.push(arrival));
  return arrivals;
};

const leftOutText = ({ kind, event, error }: Fault): string =>
  `${kind} ${event.id} cannot be judged and is left out: ${error instanceof Error ? error.message : String(error)}`;

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
  // what nobody asks for again is not kept: where only the end counts no order does
  if (!isLog(request.events) && other === undefined && request.revisions !== true) {
    const fold = createFold(rules);
    let events = 0;
    await eachLine(request.events, ({ event }) => {
      events += 1;
      fold.add(event);
    });
    return told(events, finalRevisions(fold, options), []);
  }
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
