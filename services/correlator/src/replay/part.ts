import { compareText, createFold, type Fault, type Part } from '@culprit/domain';
import { readRules } from '../rules.js';
import { finals, inOrder, lineOf, type ReplayOptions } from './fold-arrivals.js';
import { eachLine, type Lines } from './input.js';

/** What is replayed in parts: final revisions by one set of rules, of lines that each part reads for itself. */
export interface PartRequest extends Pick<ReplayOptions, 'candidates' | 'from' | 'to'> {
  readonly rules?: string | undefined;
}

/** What one group came to; plain data, so that it can go from thread to thread. */
interface Told {
  readonly environment: string;
  readonly at: number;
  readonly incident: { readonly id: string; readonly openedAt: string; readonly revision: number; readonly line: string } | undefined;
  readonly leftOut: readonly string[];
}

export interface PartAnswer {
  /** How many were read. */
  readonly events: number;
  readonly told: readonly Told[];
}

export const leftOutText = ({ kind, event, error }: Fault): string =>
  `${kind} ${event.id} cannot be judged and is left out: ${error instanceof Error ? error.message : String(error)}`;

/** Reads everything and judges a part of the incidents: what is judged depends on no other of them. Where only the end counts, no order does, and what nobody asks for again is not kept. */
export const replayPart = async (lines: Lines, request: PartRequest, part: Part): Promise<PartAnswer> => {
  const fold = createFold(await readRules(request.rules));
  let events = 0;
  await eachLine(lines, ({ event }) => {
    events += 1;
    fold.add(event);
  });
  const told: Told[] = [];
  for (const { environment, at, revision, faults } of finals(fold, request, part)) {
    const incident = revision === undefined ? undefined : { id: revision.id, openedAt: revision.openedAt, revision: revision.revision, line: lineOf(revision) };
    told.push({ environment, at, incident, leftOut: faults.map(leftOutText) });
  }
  return { events, told };
};

/** What all parts of one input say together: the same, however many there were. */
export const joined = (parts: readonly PartAnswer[]): { readonly events: number; readonly lines: readonly string[]; readonly leftOut: readonly string[] } => {
  const all = parts.flatMap(({ told }) => told).sort((a, b) => compareText(a.environment, b.environment) || a.at - b.at);
  return {
    events: parts[0]?.events ?? 0,
    lines: all.flatMap(({ incident }) => incident ?? []).sort(inOrder).map(({ line }) => line),
    leftOut: all.flatMap(({ leftOut }) => leftOut),
  };
};
