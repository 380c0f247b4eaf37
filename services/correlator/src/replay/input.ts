import { acceptEvent, type CulpritEvent, type EventKind, canonicalJson, compareText } from '@culprit/domain';
import { z } from 'zod';

const Line = z.object({
  arrivalTime: z.iso.datetime({ offset: true }).transform((t) => new Date(t).toISOString()),
  kind: z.enum(['change', 'alert', 'dependency', 'service', 'coverage', 'feedback']),
  event: z.record(z.string(), z.unknown()),
});

/** One line of `events.jsonl`, read. */
export interface Arrival {
  readonly arrivalTime: string;
  readonly event: CulpritEvent;
}

/** What is wrong with the input, and on which line. */
export class BadLine extends Error {
  override readonly name = 'BadLine';
}

/** Reads line `number` (from 1) of the replay format; contracts.md section 4. */
export const readLine = (text: string, number: number): Arrival => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BadLine(`line ${number}: not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const line = Line.safeParse(value);
  if (!line.success) throw new BadLine(`line ${number}: ${line.error.issues.map((i) => `${i.path.join('.') || 'line'}: ${i.message}`).join('; ')}`);
  const { arrivalTime, kind, event } = line.data;
  const accepted = acceptEvent(kind as EventKind, event, arrivalTime);
  if (!accepted.ok) throw new BadLine(`line ${number}: ${kind}: ${accepted.error}`);
  return { arrivalTime, event: { kind, event: accepted.event } as CulpritEvent };
};

const idOf = ({ event }: CulpritEvent): string => ('id' in event ? event.id : canonicalJson(event));

/** The order in which lines are taken: arrivalTime, kind, id; the text where all are equal. */
export const byArrival = (a: Arrival, b: Arrival): number =>
  compareText(a.arrivalTime, b.arrivalTime) ||
  compareText(a.event.kind, b.event.kind) ||
  compareText(idOf(a.event), idOf(b.event)) ||
  compareText(canonicalJson(a.event.event), canonicalJson(b.event.event));
