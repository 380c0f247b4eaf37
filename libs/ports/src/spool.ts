import type { NewRecord } from './event-log.js';

/**
 * # The spool: appends that are taken while the log is away
 *
 * **Append** resolves when every record of the call is durable, on the log or on the local disk, whichever was in time. It rejects with
 * `LogUnavailable` when it is on neither (then send it again: some of it may come twice), with `RecordTooLarge` as the log does.
 *
 * **Order** is per `order` (who it came from: `github/eu`, a cluster) and partition of the log: records are *first* read in the order in which
 * their appends were called in this process. What was in doubt may be read twice. So while anything of an `order` waits on the disk, all that comes
 * later of it waits behind it.
 *
 * **Away.** One append that is not acknowledged in time is enough: until a probe is acknowledged everything goes to the disk at once.
 *
 * **Restart.** What waits on the disk when a process starts goes before all that comes after.
 */
export interface Spool {
  append(records: readonly NewRecord[], order: string): Promise<void>;
  state(): SpoolState;
}

export interface SpoolState {
  /** False while an append would be refused. */
  readonly takes: boolean;
  /** What people should know: since when the log is away, what waits, why it is refused. Undefined when all is well. */
  readonly sentence: string | undefined;
}
