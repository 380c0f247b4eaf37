import type { Fault, Incident } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import { readRules } from '../rules.js';
import { foldArrivals, lineOf, type Replayed } from './fold-arrivals.js';
import { readLog } from './from-log.js';
import { type Arrival, readLine } from './input.js';

export interface ReplayRequest {
  /** Lines of `events.jsonl`, or a log to read instead. */
  readonly events: AsyncIterable<string> | EventLog;
  /** A rules file instead of the shipped one. */
  readonly rules?: string | undefined;
  /** A second rules file: told is whose first suspect would be another. */
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

const isLog = (events: ReplayRequest['events']): events is EventLog => 'append' in events;

const readLines = async (lines: AsyncIterable<string>): Promise<Arrival[]> => {
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

const suspectOf = (incident: Incident | undefined): string => {
  const first = incident?.suspects[0];
  return first === undefined ? 'no suspect' : `${first.service ?? 'no service'}: ${first.change.title} (${first.changeIds[0] ?? ''})`;
};

/** Whose first suspect is another under the second rules, and how many there are. */
export const differencesOf = (ours: readonly Replayed[], theirs: readonly Replayed[]): string[] => {
  const other = new Map(theirs.map((incident) => [incident.id, incident]));
  const changed = ours.flatMap((incident) => {
    const a = suspectOf(incident);
    const b = suspectOf(other.get(incident.id));
    return a === b ? [] : [`${incident.openedAt} ${incident.title}: ${a} → ${b}`];
  });
  return [...changed, `${changed.length} of ${ours.length} incidents have another first suspect`];
};

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
  const differences = other === undefined ? [] : differencesOf(incidents, foldArrivals(arrivals, other, request));
  return { lines: incidents.map(lineOf), differences, leftOut };
};
