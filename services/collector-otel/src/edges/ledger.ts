import { timeOf, type Dependency } from '@culprit/domain';
import { sourceOf, type Sighting } from './sighting.js';

const HOUR_MS = 3_600_000;
/** Not seen for so long it is over: what is left of its confidence is not followed any more. */
export const OVER_MS = 35 * 24 * HOUR_MS;

export interface LedgerOptions {
  /** An edge that goes on is stated again after so long, ms; where there are many, later. */
  readonly restateMs: number;
  /** Most edges at all, and most of one caller. */
  readonly most: number;
  readonly mostOfCaller: number;
  /** A new edge for which there is no room. */
  readonly refused: () => void;
}

/** Most that are stated again in a second, in the long run: that an edge goes on is news of the day. */
const RESTATED_A_SECOND = 100;

interface Entry {
  readonly edge: Omit<Dependency, 'observedAt' | 'confidence'>;
  confidence: number;
  seenAt: number;
  saidAt: number;
}

interface Caller {
  edges: number;
  /** Since when we hear of it without a long pause, ms. */
  readonly since: number;
}

const callerOf = ({ from, environment, source }: Entry['edge']): string => JSON.stringify([from, environment ?? null, source]);
const keyOf = ({ from, to, environment, kind, source }: Entry['edge']): string => JSON.stringify([from, to, environment ?? null, kind, source]);

/** Every edge that is known, and when it was last seen and said: sightings come by the thousand a second, statements every few minutes. */
export class Ledger {
  private readonly entries = new Map<string, Entry>();
  private readonly callers = new Map<string, Caller>();
  /** Seen since they were last said. */
  private readonly pending = new Set<Entry>();

  constructor(private readonly options: LedgerOptions) {}

  get size(): number {
    return this.entries.size;
  }

  /** What stands on the log, of an earlier run or of another collector: the same edge is not said twice, nor under another beginning. */
  restore({ observedAt, confidence = 1, ...edge }: Dependency, now: number): void {
    const key = keyOf(edge);
    const at = Date.parse(observedAt);
    const known = this.entries.get(key);
    const same = known !== undefined && known.edge.validFrom === edge.validFrom;
    if (edge.validTo !== undefined) {
      if (same && known.seenAt <= at) this.drop(key, known);
      return;
    }
    if (same) {
      known.seenAt = Math.max(known.seenAt, at);
      known.saidAt = Math.max(known.saidAt, at);
      known.confidence = Math.max(known.confidence, confidence);
      if (known.seenAt <= known.saidAt) this.pending.delete(known);
      return;
    }
    // of two beginnings the one counts that was said last; one that was not said yet is given up
    if (known !== undefined && known.saidAt >= at) return;
    if (known !== undefined) this.drop(key, known);
    const entry = { edge, confidence: Math.max(confidence, known?.confidence ?? 0), seenAt: Math.max(at, known?.seenAt ?? 0), saidAt: at };
    // heard of within the last hour: what is new after that began after that
    this.put(key, entry, now - at <= HOUR_MS ? Number.NEGATIVE_INFINITY : now);
    if (entry.seenAt > at) this.pending.add(entry);
  }

  seen({ from, to, environment, cluster, kind, confidence, at }: Sighting, now: number): void {
    const edge = { from, to, ...(environment === undefined ? {} : { environment }), kind, source: sourceOf(cluster) };
    const key = keyOf(edge);
    const known = this.entries.get(key);
    if (known !== undefined) {
      known.seenAt = now;
      if (confidence > known.confidence) known.confidence = confidence;
      this.pending.add(known);
      return;
    }
    const caller = this.callers.get(callerOf(edge));
    if (this.entries.size >= this.options.most || (caller?.edges ?? 0) >= this.options.mostOfCaller) return this.options.refused();
    // of a caller that we have not listened to for long nobody knows when its calls began
    const began = caller === undefined || now - caller.since < HOUR_MS ? {} : { validFrom: timeOf(Math.min(now, Math.max(at, now - HOUR_MS))) };
    const entry = { edge: { ...edge, ...began }, confidence, seenAt: now, saidAt: Number.NEGATIVE_INFINITY };
    this.put(key, entry, now);
    this.pending.add(entry);
  }

  /** What is to be said now: new edges, those that go on, and those that are over. Stays due until `said`. */
  due(now: number): Dependency[] {
    const restateMs = Math.max(this.options.restateMs, (this.entries.size / RESTATED_A_SECOND) * 1000);
    const going = [...this.pending].filter(({ saidAt }) => now - saidAt >= restateMs).map(({ edge, confidence, seenAt }) => ({ ...edge, confidence, observedAt: timeOf(seenAt) }));
    const over = [...this.entries.values()].filter(({ seenAt }) => now - seenAt >= OVER_MS).map(({ edge, confidence, seenAt }) => ({ ...edge, confidence, validTo: timeOf(seenAt), observedAt: timeOf(now) }));
    return [...going, ...over];
  }

  said(statements: readonly Dependency[]): void {
    for (const { observedAt, ...edge } of statements) {
      const key = keyOf(edge);
      const entry = this.entries.get(key);
      if (entry === undefined) continue;
      if (edge.validTo !== undefined) {
        this.drop(key, entry);
        continue;
      }
      entry.saidAt = Date.parse(observedAt);
      if (entry.seenAt <= entry.saidAt) this.pending.delete(entry);
    }
  }

  private put(key: string, entry: Entry, since: number): void {
    this.entries.set(key, entry);
    const name = callerOf(entry.edge);
    const caller = this.callers.get(name);
    this.callers.set(name, { edges: (caller?.edges ?? 0) + 1, since: Math.min(caller?.since ?? since, since) });
  }

  private drop(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.pending.delete(entry);
    const name = callerOf(entry.edge);
    const caller = this.callers.get(name);
    if (caller === undefined) return;
    if (caller.edges <= 1) this.callers.delete(name);
    else caller.edges -= 1;
  }
}
