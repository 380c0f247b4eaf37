import { LogUnavailable, type EventLog, type NewRecord, type Position, type Spool } from '@culprit/ports';

/** Everything is in one order: state, then what came of it. */
const ORDER = 'remote';

export interface Remembering {
  /** The log as the spool should see it. */
  readonly log: EventLog;
  /** The same behind the spool: appends are taken while the log is away, and reading waits until nothing of ours is on the disk any more. */
  behind(spool: Spool): EventLog;
}

/**
 * A log behind a spool. An append that went straight has its positions; one that went to the disk has none yet, and answers none: what comes after it
 * will be behind it in the log too.
 */
export const behindSpool = (log: EventLog): Remembering => {
  const known = new WeakMap<readonly NewRecord[], Position[]>();
  const seen: EventLog = {
    ...log,
    append: async (records, options) => {
      const positions = await log.append(records, options);
      known.set(records, positions);
      return positions;
    },
  };
  return {
    log: seen,
    behind: (spool) => ({
      ...seen,
      append: async (records) => {
        if (records.length === 0) return [];
        await spool.append(records, ORDER);
        return known.get(records) ?? [];
      },
      read: (options, onBatch) => {
        const waits = spool.state().sentence;
        return waits === undefined ? log.read(options, onBatch) : Promise.reject(new LogUnavailable(waits));
      },
    }),
  };
};
