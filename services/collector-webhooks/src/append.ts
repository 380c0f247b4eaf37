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
  let trouble: { readonly reason: string; readonly call: number } | undefined;
  let calls = 0;
  return {
    append: async (records) => {
      const started = clock.now();
      const call = ++calls;
      try {
        await log.append(records);
        seconds.observe((clock.now() - started) / 1000);
        // One that was on its way before the failure says nothing of after it.
        if (trouble !== undefined && call > trouble.call) trouble = undefined;
        return 'durable';
      } catch (error) {
        if (error instanceof RecordTooLarge) return 'too-large';
        const reason = error instanceof Error ? error.message : String(error);
        trouble = { reason, call: calls };
        logger.error('The event log did not take an append; its sender is asked to send it again.', { records: records.length, error: reason });
        return 'unavailable';
      }
    },
    trouble: () => trouble?.reason,
  };
};
