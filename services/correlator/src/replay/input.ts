import { acceptEvent, acceptPlain, type CulpritEvent, type EventKind, canonicalJson, compareText } from '@culprit/domain';
import { z } from 'zod';

const Line = z.object({
  arrivalTime: z.iso.datetime({ offset: true }).transform((t) => new Date(t).toISOString()),
  kind: z.enum(['change', 'alert', 'dependency', 'service', 'coverage', 'feedback']),
  event: z.record(z.string(), z.unknown()),
});

const INSTANT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const known: ReadonlySet<unknown> = new Set(Line.shape.kind.options);

type Fields = Readonly<Record<string, unknown>>;

/** What `Line` would give as it stands. */
const isPlain = (value: object, text: string): value is z.output<typeof Line> => {
  const { arrivalTime, kind, event } = value as Fields;
  return typeof arrivalTime === 'string' && INSTANT.test(arrivalTime) && known.has(kind) && typeof event === 'object' && event !== null && !Array.isArray(event) && !text.includes('__proto__');
};

/** A line with nothing odd in it: nearly every one, by the million. Undefined says nothing. */
const plainArrival = ({ arrivalTime, kind, event }: Fields, text: string): Arrival | undefined => {
  if (typeof arrivalTime !== 'string' || (kind !== 'change' && kind !== 'alert')) return undefined;
  const accepted = acceptPlain(kind, event, arrivalTime, text);
  return accepted === undefined ? undefined : { arrivalTime, event: { kind, event: accepted } as CulpritEvent };
};

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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadLine(`line ${number}: expected an object of arrivalTime, kind and event, not ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}`);
  }
  const plain = plainArrival(value as Fields, text);
  if (plain !== undefined) return plain;
  const line = isPlain(value, text) ? { success: true as const, data: value } : Line.safeParse(value);
  if (!line.success) throw new BadLine(`line ${number}: ${line.error.issues.map((i) => `${i.path.join('.') || 'line'}: ${i.message}`).join('; ')}`);
  const { arrivalTime, kind, event } = line.data;
  const accepted = acceptEvent(kind as EventKind, event, arrivalTime, text);
  if (!accepted.ok) throw new BadLine(`line ${number}: ${kind}: ${accepted.error}`);
  return { arrivalTime, event: { kind, event: accepted.event } as CulpritEvent };
};

/** Lines as they come, one or many at a time. */
export type Lines = AsyncIterable<string | readonly string[]>;

/** Takes lines of `events.jsonl` in the order in which they stand. */
export const eachLine = async (lines: Lines, take: (arrival: Arrival) => void): Promise<void> => {
  let number = 0;
  for await (const some of lines) {
    for (const line of typeof some === 'string' ? [some] : some) {
      number += 1;
      if (line.trim() !== '') take(readLine(line, number));
    }
  }
};

const idOf = ({ event }: CulpritEvent): string => ('id' in event ? event.id : canonicalJson(event));

/** In the order in which lines are taken: arrivalTime, kind, id; the text where all are equal. */
export const inOrderOfArrival = (arrivals: readonly Arrival[]): Arrival[] => {
  const ids = new Map<Arrival, string>();
  const idOfArrival = (arrival: Arrival): string => {
    const known = ids.get(arrival);
    if (known !== undefined) return known;
    const id = idOf(arrival.event);
    ids.set(arrival, id);
    return id;
  };
  return [...arrivals].sort(
    (a, b) =>
      compareText(a.arrivalTime, b.arrivalTime) ||
      compareText(a.event.kind, b.event.kind) ||
      compareText(idOfArrival(a), idOfArrival(b)) ||
      compareText(canonicalJson(a.event.event), canonicalJson(b.event.event)),
  );
};
