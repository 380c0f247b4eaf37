import type { Fault, Rules } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import { readRules } from '../rules.js';
import { accuracyMoves, differencesOf } from './compare.js';
import { foldArrivals, lineOf, type Replayed } from './fold-arrivals.js';
import { readLog } from './from-log.js';
import { type Arrival, readLine } from './input.js';
import { labelsIn } from './labels.js';

export interface ReplayRequest {
  /** Lines of `events.jsonl`, or a log to read instead. */
  readonly events: AsyncIterable<string> | EventLog;
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
  /** Lines of `incidents.jsonl`. */
  readonly lines: Iterable<string>;
  /** What `against` would say otherwise, a sentence each; empty without it. */
  readonly differences: readonly string[];
  /** What no incident could be judged with, a sentence each. */
  readonly leftOut: readonly string[];
}

export const isLog = (events: ReplayRequest['events']): events is EventLog => 'append' in events;

/** Lines of `events.jsonl`, in the order in which they stand. */
export const readLines = async (lines: AsyncIterable<string>): Promise<Arrival[]> => {
  const arrivals: Arrival[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() !== '') arrivals.push(readLine(line, number));
  }
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
  const arrivals = isLog(request.events) ? await readLog(request.events, request.from) : await readLines(request.events);
  const leftOut: string[] = [];
  const incidents = foldArrivals(arrivals, rules, { ...request, leftOut: (fault) => leftOut.push(leftOutText(fault)) });
  const differences = other === undefined ? [] : against(arrivals, incidents, other, request);
  return { lines: incidents.map(lineOf), differences, leftOut };
};

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
