import { timeOf, type Coverage, type Gap } from '@culprit/domain';

/** Gaps older than this are of no use to any lookback. */
const KEPT_MS = 7 * 86_400_000;
const MOST_GAPS = 200;

/** Gaps of one reason that touch are one: of an API server that is away every kind has its own. */
const merged = (gaps: readonly Gap[]): Gap[] => {
  const one: { from: string; to?: string; reason: string }[] = [];
  for (const gap of [...gaps].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const open = one.find((each) => each.reason === gap.reason && (each.to === undefined || each.to >= gap.from));
    if (open === undefined) one.push({ ...gap });
    else if (gap.to === undefined) delete open.to;
    else if (open.to !== undefined && gap.to > open.to) open.to = gap.to;
  }
  return one;
};

/** What the collector can see of its cluster, and since when it cannot. Several streams of one cluster may be blind apart. */
export class Sight {
  private readonly blind = new Map<string, Gap & { readonly first?: true }>();
  private readonly refused = new Set<string>();
  private past: Gap[];
  private lastEventAt: number | undefined;
  private lastReconciledAt: string | undefined;
  private readonly since: string;

  /** `past`: the gaps that an earlier run reported. */
  constructor(now: number, past: readonly Gap[] = []) {
    this.since = timeOf(now);
    this.past = past.filter((gap) => gap.to !== undefined);
  }

  /** The stream `name` has yet to see for the first time: a reason not to be ready, but no gap in anything. */
  awaiting(name: string, from: number, reason: string): void {
    this.blind.set(name, { from: timeOf(from), reason, first: true });
  }

  /** The stream `name` sees nothing from `from` on. True when that is news. */
  lost(name: string, from: number, reason: string): boolean {
    const open = this.blind.get(name);
    this.blind.set(name, { from: open?.from ?? timeOf(from), reason });
    return open?.reason !== reason;
  }

  /** True when it had been blind. */
  found(name: string, at: number): boolean {
    const open = this.blind.get(name);
    if (open === undefined) return false;
    this.blind.delete(name);
    if (open.first === undefined) this.past.push({ ...open, to: timeOf(Math.max(at, Date.parse(open.from))) });
    return true;
  }

  event(at: number): void {
    this.lastEventAt = at;
  }

  reconciled(at: number): void {
    const time = timeOf(at);
    if (this.lastReconciledAt === undefined || time > this.lastReconciledAt) this.lastReconciledAt = time;
  }

  /** A stream that has nothing to see: what it could not see before is no gap from here on. */
  nothing(name: string, at: number): void {
    this.refused.delete(name);
    this.found(name, at);
  }

  /** What may not be seen is a gap, and no reason not to be ready while there is something else to see. */
  refuse(name: string, isRefused: boolean): void {
    if (isRefused) this.refused.add(name);
    else this.refused.delete(name);
  }

  /** Why we are blind now; undefined when we see. `streams`: how many there are. */
  reason(streams: number): string | undefined {
    const blind = [...this.blind].filter(([name]) => this.refused.size >= streams || !this.refused.has(name));
    return blind[0]?.[1].reason;
  }

  gaps(now: number): Gap[] {
    const oldest = timeOf(now - KEPT_MS);
    this.past = merged(this.past.filter((gap) => (gap.to ?? gap.from) >= oldest)).slice(-MOST_GAPS);
    return merged([...this.past, ...[...this.blind.values()].filter((gap) => gap.first === undefined)]);
  }

  coverage(instance: string, environment: string, now: number): Coverage {
    return {
      source: 'kubernetes',
      instance,
      environment,
      // in this run; who was heard of before says when
      ...(this.lastEventAt === undefined && this.lastReconciledAt === undefined ? { since: this.since } : {}),
      ...(this.lastEventAt === undefined ? {} : { lastEventAt: timeOf(this.lastEventAt) }),
      ...(this.lastReconciledAt === undefined ? {} : { lastReconciledAt: this.lastReconciledAt }),
      gaps: this.gaps(now),
      observedAt: timeOf(now),
    };
  }
}
