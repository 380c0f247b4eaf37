import { millis, timeOf, topics, type Coverage, type Gap, type Time } from '@culprit/domain';
import { eventRecord, parseRecord } from '@culprit/nest';
import type { EventLog, Reader } from '@culprit/ports';
import type { Appender } from './append.js';

export const EVERY_MS = 60_000;
/** Nobody reported for so long: nobody listened. */
const BLIND_MS = 3 * EVERY_MS;
/** What a provider's plain route is called in reports. */
const PLAIN = 'default';
/** Gaps that no incident looks back to any more. */
const GAP_KEPT_MS = 7 * 86_400_000;
const MOST_GAPS = 50;

interface Heard {
  readonly source: string;
  readonly instance: string;
  /** Since when it is listened to; undefined where that began before anybody noted it. */
  since: Time | undefined;
  lastEventAt: Time | undefined;
  lastReconciledAt: Time | undefined;
  observedAt: Time | undefined;
  gaps: readonly Gap[];
}

const isBlind = ({ gaps }: Heard): boolean => gaps.some(({ to }) => to === undefined);
const older = (a: Time | undefined, b: Time | undefined): Time | undefined => (a === undefined || (b !== undefined && b < a) ? b : a);
const newer = (a: Time | undefined, b: Time | undefined): Time | undefined => (a === undefined || (b !== undefined && b > a) ? b : a);

/**
 * Who has been heard of and when last, up to when its sender was asked what we missed, and when we could not hear. A configured provider that is
 * silent is reported too: it was never heard from.
 */
export class Hearing {
  readonly #heard = new Map<string, Heard>();

  constructor(configured: readonly string[]) {
    for (const source of configured) this.#of(source, PLAIN);
  }

  /** An endpoint of the configuration is reported, also while it is silent. */
  expect(source: string, endpoint: string | undefined): void {
    this.#of(source, endpoint ?? PLAIN);
  }

  /** True when nothing was heard of it before. */
  heard(source: string, endpoint: string | undefined, at: number): boolean {
    const heard = this.#of(source, endpoint ?? PLAIN);
    const isFirst = heard.lastEventAt === undefined;
    heard.lastEventAt = newer(heard.lastEventAt, timeOf(at));
    if (isBlind(heard)) heard.gaps = heard.gaps.map((gap) => (gap.to === undefined ? { ...gap, to: timeOf(at) } : gap));
    return isFirst;
  }

  /** A delivery was not taken: from here to the next one that is, we may have missed some. */
  refused(source: string, endpoint: string | undefined, at: number, reason: string): void {
    const heard = this.#of(source, endpoint ?? PLAIN);
    if (!isBlind(heard)) heard.gaps = [...heard.gaps, { from: timeOf(at), reason }];
  }

  /** The sender was asked for everything up to then: what we missed before it is not missing any more. */
  reconciled(source: string, endpoint: string | undefined, until: Time): void {
    const heard = this.#of(source, endpoint ?? PLAIN);
    heard.lastReconciledAt = newer(heard.lastReconciledAt, until);
    heard.gaps = heard.gaps.filter(({ to }) => to === undefined || to > until);
  }

  lastReconciled(source: string, endpoint: string | undefined): Time | undefined {
    return this.#heard.get(`${source}/${endpoint ?? PLAIN}`)?.lastReconciledAt;
  }

  /** What an earlier process, or another collector, has reported. */
  restore({ source, instance, since, lastEventAt, lastReconciledAt, gaps, observedAt }: Coverage): void {
    const heard = this.#of(source, instance);
    heard.since = older(heard.since, since);
    heard.lastEventAt = newer(heard.lastEventAt, lastEventAt);
    heard.lastReconciledAt = newer(heard.lastReconciledAt, lastReconciledAt);
    heard.observedAt = newer(heard.observedAt, observedAt);
    // of one gap told twice the end counts
    const all = new Map([...gaps, ...heard.gaps].sort((a, b) => Number(a.to !== undefined) - Number(b.to !== undefined)).map((gap) => [gap.from, gap]));
    heard.gaps = [...all.values()].filter(({ to }) => to === undefined || heard.lastReconciledAt === undefined || to > heard.lastReconciledAt).sort((a, b) => (a.from < b.from ? -1 : 1));
  }

  /** At the start, once what was reported is known: where nobody has reported for minutes nobody has listened. */
  resume(now: number): void {
    for (const heard of this.#heard.values()) {
      if (heard.observedAt === undefined || now - millis(heard.observedAt) < BLIND_MS) continue;
      heard.gaps = [...heard.gaps.filter(({ to }) => to !== undefined), { from: heard.observedAt, to: timeOf(now), reason: 'no collector was running' }];
    }
  }

  reports(now: number): Coverage[] {
    for (const heard of this.#heard.values()) if (heard.observedAt === undefined && heard.lastEventAt === undefined) heard.since ??= timeOf(now);
    return [...this.#heard.values()].map(({ source, instance, since, lastEventAt, lastReconciledAt, gaps }) => ({
      source, instance,
      ...(since === undefined ? {} : { since }),
      ...(lastEventAt === undefined ? {} : { lastEventAt }),
      ...(lastReconciledAt === undefined ? {} : { lastReconciledAt }),
      gaps: gaps.filter(({ to }) => to === undefined || now - millis(to) < GAP_KEPT_MS).slice(-MOST_GAPS),
      observedAt: timeOf(now),
    }));
  }

  #of(source: string, instance: string): Heard {
    const key = `${source}/${instance}`;
    const known = this.#heard.get(key) ?? { source, instance, since: undefined, lastEventAt: undefined, lastReconciledAt: undefined, observedAt: undefined, gaps: [] };
    this.#heard.set(key, known);
    return known;
  }
}

/** Writes one report for each (provider, endpoint). An append that fails is in the log and the metrics, and the next minute's says the same. */
export const reportCoverage = async (hearing: Hearing, appender: Appender, now: number): Promise<void> => {
  const reports = hearing.reports(now);
  if (reports.length > 0) await appender.append(reports.map((event) => eventRecord({ kind: 'coverage', event })), 'coverage');
};

/** Follows what is reported of these sources, by an earlier process or by other collectors; resolves once all that was reported before is known. */
export const followCoverage = async (log: EventLog, hearing: Hearing, sources: ReadonlySet<string>): Promise<Reader> => {
  const reader = await log.read({ topics: [topics.coverage.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      const report = parseRecord('coverage', record);
      if (report.ok && sources.has(report.event.source)) hearing.restore(report.event);
    }
  });
  await reader.caughtUp();
  return reader;
};
