import { timeOf, type Coverage, type Gap } from '@culprit/domain';

/** Gaps older than this are of no use to any lookback. */
const KEPT_MS = 7 * 86_400_000;
const MOST_GAPS = 200;

/** What the collector can see of its cluster, and since when it cannot. Several streams of one cluster may be blind apart. */
export class Sight {
  private readonly blind = new Map<string, Gap & { readonly first?: true }>();
  private past: Gap[];
  private lastEventAt: string | undefined;
  private lastReconciledAt: string | undefined;

  /** `past`: the gaps that an earlier run reported. */
  constructor(past: readonly Gap[] = []) {
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
    this.lastEventAt = timeOf(at);
  }

  reconciled(at: number): void {
    this.lastReconciledAt = timeOf(at);
  }

  /** Why we are blind now; undefined when we see. */
  reason(): string | undefined {
    return [...this.blind.values()][0]?.reason;
  }

  gaps(now: number): Gap[] {
    const oldest = timeOf(now - KEPT_MS);
    this.past = this.past.filter((gap) => (gap.to ?? gap.from) >= oldest).slice(-MOST_GAPS);
    return [...this.past, ...[...this.blind.values()].filter((gap) => gap.first === undefined)];
  }

  coverage(instance: string, environment: string, now: number): Coverage {
    return {
      source: 'kubernetes',
      instance,
      environment,
      ...(this.lastEventAt === undefined ? {} : { lastEventAt: this.lastEventAt }),
      ...(this.lastReconciledAt === undefined ? {} : { lastReconciledAt: this.lastReconciledAt }),
      gaps: this.gaps(now),
      observedAt: timeOf(now),
    };
  }
}
