import { timeOf, topics, type Coverage, type Time } from '@culprit/domain';
import { eventRecord, parseRecord } from '@culprit/nest';
import type { EventLog } from '@culprit/ports';
import type { Appender } from './append.js';

export const EVERY_MS = 60_000;
/** What a provider's plain route is called in reports. */
const PLAIN = 'default';

/** Who has been heard of, and when last. A configured provider that is silent is reported too: it was never heard from. */
export class Hearing {
  readonly #heard = new Map<string, { source: string; instance: string; lastEventAt: Time | undefined }>();

  constructor(configured: readonly string[]) {
    for (const source of configured) this.#put(source, PLAIN, undefined);
  }

  heard(source: string, endpoint: string | undefined, at: number): void {
    this.#put(source, endpoint ?? PLAIN, timeOf(at));
  }

  /** Before the first delivery of this process: what an earlier one has heard. */
  restore({ source, instance, lastEventAt }: Coverage): void {
    const known = this.#heard.get(`${source}/${instance}`)?.lastEventAt;
    if (known === undefined || (lastEventAt !== undefined && lastEventAt > known)) this.#put(source, instance, lastEventAt);
  }

  reports(now: number): Coverage[] {
    return [...this.#heard.values()].map(({ source, instance, lastEventAt }) => ({
      source, instance, ...(lastEventAt === undefined ? {} : { lastEventAt }), gaps: [], observedAt: timeOf(now),
    }));
  }

  #put(source: string, instance: string, lastEventAt: Time | undefined): void {
    this.#heard.set(`${source}/${instance}`, { source, instance, lastEventAt });
  }
}

/** Writes one report for each (provider, endpoint). An append that fails is in the log and the metrics, and the next minute's says the same. */
export const reportCoverage = async (hearing: Hearing, appender: Appender, now: number): Promise<void> => {
  const reports = hearing.reports(now);
  if (reports.length > 0) await appender.append(reports.map((event) => eventRecord({ kind: 'coverage', event })));
};

/** What earlier reports of these sources said. */
export const restoreHearing = async (log: EventLog, hearing: Hearing, sources: ReadonlySet<string>): Promise<void> => {
  const reader = await log.read({ topics: [topics.coverage.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      const report = parseRecord('coverage', record);
      if (report.ok && sources.has(report.event.source)) hearing.restore(report.event);
    }
  });
  try {
    await reader.caughtUp();
  } finally {
    await reader.stop();
  }
};
