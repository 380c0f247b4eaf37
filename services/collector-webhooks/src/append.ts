import { RecordTooLarge, type Clock, type EventLog, type Logger, type NewRecord, type Spool } from '@culprit/ports';
import type { Instruments } from './instruments.js';

export type Appended = 'durable' | 'too-large' | 'unavailable';

/** The one place where this room writes. Everything of a request is one append; whoever gets `unavailable` may send it all again. */
export interface Appender {
  /** `order`: what comes under one name is read in the order in which it came. */
  append(records: readonly NewRecord[], order: string): Promise<Appended>;
  /** Why the last append failed; undefined while the log takes what we write. */
  trouble(): string | undefined;
}

/** Through the spool where there is one. */
export const appender = ({ log, spool }: { readonly log: EventLog; readonly spool?: Spool | undefined }, clock: Clock, logger: Logger, { append: seconds }: Pick<Instruments, 'append'>): Appender => {
  let trouble: { readonly reason: string; readonly call: number } | undefined;
  let calls = 0;
  return {
    append: async (records, order) => {
      const started = clock.now();
      const call = ++calls;
      try {
        await (spool === undefined ? log.append(records) : spool.append(records, order));
        seconds.observe((clock.now() - started) / 1000);
        // One that was on its way before the failure says nothing of after it.
        if (trouble !== undefined && call > trouble.call) trouble = undefined;
        return 'durable';
      } catch (error) {
        if (error instanceof RecordTooLarge) return 'too-large';
        const reason = error instanceof Error ? error.message : String(error);
        // Once: there may be a thousand a second.
        if (trouble === undefined) logger.error('The event log did not take an append; senders are asked to send again until it does.', { records: records.length, error: reason });
        trouble = { reason, call: calls };
        return 'unavailable';
      }
    },
    trouble: () => trouble?.reason,
  };
};
