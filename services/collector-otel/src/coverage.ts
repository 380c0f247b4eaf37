import { millis, timeOf, type Coverage, type Gap } from '@culprit/domain';

/** Nobody reported for so long: nobody listened. */
const BLIND_MS = 3 * 60_000;
const GAP_KEPT_MS = 7 * 86_400_000;
const MOST_GAPS = 50;
/** Clusters come from requests: more than so many are no clusters. */
const MOST_SOURCES = 200;
const PLAIN = 'default';

interface Heard {
  lastEventAt: number;
  gaps: readonly Gap[];
}

const nameOf = (source: string): string => source.split('/').slice(1).join('/') || PLAIN;

/** Which clusters traces were heard of and when last, and when we could not read all. What was never heard is not expected, and not reported. */
export class Hearing {
  private readonly all = new Map<string, Heard>();

  heard(source: string, at: number): void {
    const instance = nameOf(source);
    const known = this.all.get(instance);
    if (known === undefined) {
      if (this.all.size < MOST_SOURCES) this.all.set(instance, { lastEventAt: at, gaps: [] });
      return;
    }
    known.lastEventAt = Math.max(known.lastEventAt, at);
    if (known.gaps.some(({ to }) => to === undefined)) known.gaps = known.gaps.map((gap) => (gap.to === undefined ? { ...gap, to: timeOf(at) } : gap));
  }

  /** From here on until a request is read again something may be missing. */
  refused(at: number, reason: string): void {
    for (const heard of this.all.values()) {
      if (heard.gaps.every(({ to }) => to !== undefined)) heard.gaps = [...heard.gaps, { from: timeOf(at), reason }];
    }
  }

  /** What an earlier run has reported. */
  restore({ instance, lastEventAt, gaps, observedAt }: Coverage, now: number): void {
    if (lastEventAt === undefined) return;
    const blind: Gap[] = now - millis(observedAt) < BLIND_MS ? [] : [{ from: observedAt, to: timeOf(now), reason: 'no collector was running' }];
    const closed = gaps.map((gap) => (gap.to === undefined ? { ...gap, to: observedAt } : gap));
    const known = this.all.get(instance);
    this.all.set(instance, { lastEventAt: Math.max(known?.lastEventAt ?? 0, millis(lastEventAt)), gaps: [...closed, ...blind, ...(known?.gaps ?? [])] });
  }

  reports(now: number): Coverage[] {
    return [...this.all].map(([instance, { lastEventAt, gaps }]) => ({
      source: 'otel', instance, lastEventAt: timeOf(lastEventAt),
      gaps: gaps.filter(({ to }) => to === undefined || now - millis(to) < GAP_KEPT_MS).slice(-MOST_GAPS),
      observedAt: timeOf(now),
    }));
  }
}
