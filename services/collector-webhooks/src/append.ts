import { RecordTooLarge, type Clock, type EventLog, type Logger, type NewRecord } from '@culprit/ports';
import type { Instruments } from './instruments.js';

export type Appended = 'durable' | 'too-large' | 'unavailable';

/** The one place where this room writes. Everything of a request is one append; whoever gets `unavailable` may send it all again. */
export interface Appender {
  append(records: readonly NewRecord[]): Promise<Appended>;
  /** Why the last append failed; undefined while the log takes what we write. */
  trouble(): string | undefined;
}

export const appender = (log: EventLog, clock: Clock, logger: Logger, { append: seconds }: Pick<Instruments, 'append'>): Appender => {
  let trouble: string | undefined;
  return {
    append: async (records) => {
      const started = clock.now();
      try {
        await log.append(records);
        seconds.observe((clock.now() - started) / 1000);
        trouble = undefined;
        return 'durable';
      } catch (error) {
        if (error instanceof RecordTooLarge) return 'too-large';
        trouble = error instanceof Error ? error.message : String(error);
        logger.error('The event log did not take an append; its sender is asked to send it again.', { records: records.length, error: trouble });
        return 'unavailable';
      }
    },
    trouble: () => trouble,
  };
};
