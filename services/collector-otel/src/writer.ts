import { eventRecord, parseRecord } from '@culprit/nest';
import { topics } from '@culprit/domain';
import type { Clock, EventLog, Logger, NewRecord, Reader } from '@culprit/ports';
import type { Hearing } from './coverage.js';
import type { Ledger } from './edges/ledger.js';
import { SOURCE } from './edges/sighting.js';
import type { Instruments } from './instruments.js';

/** Statements of one append. */
const AT_ONCE = 500;

export interface Writer {
  /** Says what is due. What the log does not take stays due. */
  state(): Promise<void>;
  report(): Promise<void>;
  /** Why the log did not take the last append. */
  trouble(): string | undefined;
}

export interface WriterParts {
  readonly log: EventLog;
  readonly ledger: Ledger;
  readonly hearing: Hearing;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly instruments: Instruments;
}

/** The one place where this room writes. */
export const writer = ({ log, ledger, hearing, clock, logger, instruments }: WriterParts): Writer => {
  let trouble: string | undefined;
  const append = async (records: readonly NewRecord[]): Promise<boolean> => {
    try {
      await log.append(records);
      trouble = undefined;
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (trouble === undefined) logger.error('The event log did not take what was seen; it is said again until it does.', { error: reason });
      trouble = reason;
      return false;
    }
  };
  return {
    state: async () => {
      const due = ledger.due(clock.now());
      for (let from = 0; from < due.length; from += AT_ONCE) {
        const part = due.slice(from, from + AT_ONCE);
        if (!(await append(part.map((event) => eventRecord({ kind: 'dependency', event }))))) return;
        ledger.said(part);
        instruments.statements.add(part.length);
      }
    },
    report: async () => {
      const reports = hearing.reports(clock.now());
      if (reports.length > 0) await append(reports.map((event) => eventRecord({ kind: 'coverage', event })));
    },
    trouble: () => trouble,
  };
};

const isOurs = (source: string): boolean => source === SOURCE || source.startsWith(`${SOURCE}/`);

/** Follows which edges stand on the log, by an earlier run or by other collectors; resolves once all that was said before is known. */
export const follow = async (log: EventLog, ledger: Ledger, hearing: Hearing, clock: Clock): Promise<Reader> => {
  await log.ensureTopics([topics.dependencies, topics.coverage]);
  const last = new Map<string, Parameters<Hearing['restore']>[0]>();
  const reported = await log.read({ topics: [topics.coverage.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      const report = parseRecord('coverage', record);
      if (report.ok && report.event.source === SOURCE) last.set(report.event.instance, report.event);
    }
  });
  await reported.caughtUp().finally(() => reported.stop());
  for (const report of last.values()) hearing.restore(report, clock.now());
  const reader = await log.read({ topics: [topics.dependencies.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      const said = parseRecord('dependency', record);
      if (said.ok && isOurs(said.event.source)) ledger.restore(said.event, clock.now());
    }
  });
  await reader.caughtUp();
  return reader;
};
