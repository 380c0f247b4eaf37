import { createHash } from 'node:crypto';
import type { Line } from '../accuracy/timeline.ts';
import { type Chance, chance } from './chance.ts';
import type { Parameters } from './parameters.ts';

/** Milliseconds as every event writes them. */
export const time = (ms: number): string => new Date(Math.round(ms)).toISOString();

const own = ['occurredAt', 'updatedAt', 'finishedAt', 'startsAt', 'endsAt'] as const;

export interface Telling {
  /** Tells of something at `at` (ms): its times as its sender's clock has them, its arrival late, sometimes twice. */
  tell(kind: string, event: Record<string, unknown>, at: number, sender: string): void;
  /** A name for something that says nothing of what it is. */
  id(prefix: string): string;
  lines(): Line[];
}

/** How everything reaches us: late, repeated, out of order, by clocks that differ. */
export const telling = ({ arrival }: Parameters, seed: string): Telling => {
  const draws = new Map<string, Chance>();
  const clocks = new Map<string, number>();
  const told: { at: number; line: Line }[] = [];
  let count = 0;
  const clockOf = (sender: string): number => {
    const known = clocks.get(sender);
    if (known !== undefined) return known;
    const of = chance(`${seed}/clock/${sender}`);
    const off = 1000 * (of.is(arrival.wrongClocks.share) ? of.one([-1, 1]) * arrival.wrongClocks.seconds : of.normal() * arrival.clockSkewSigma);
    clocks.set(sender, off);
    return off;
  };
  /** One a kind, so that a world without some of its calls is otherwise the same. */
  const drawOf = (kind: string): Chance => {
    const draw = draws.get(kind) ?? chance(`${seed}/arrival/${kind}`);
    draws.set(kind, draw);
    return draw;
  };
  const arrive = (kind: string, event: Record<string, unknown>, at: number): void => {
    const arrived = at + 1000 * drawOf(kind).delay(arrival.delays);
    told.push({ at: arrived, line: { arrivalTime: time(arrived), kind, event } });
  };
  return {
    tell: (kind, event, at, sender) => {
      const off = clockOf(sender);
      const shifted = { ...event };
      for (const field of own) if (typeof shifted[field] === 'number') shifted[field] = time((shifted[field] as number) + off);
      arrive(kind, shifted, at);
      if (drawOf(kind).is(arrival.duplicates)) arrive(kind, shifted, at);
    },
    id: (prefix) => `${prefix}-${createHash('sha256').update(`${seed}/${count++}`).digest('hex').slice(0, 12)}`,
    lines: () => told.map(({ at, line }, i) => ({ at, line, i })).sort((a, b) => a.at - b.at || a.i - b.i).map(({ line }) => line),
  };
};
