import type { EventLog } from '../event-log.js';

/** What an adapter brings to the suite. One harness serves all tests: topics and groups have names of their own. */
export interface EventLogHarness {
  /** Another client on the same log, as another process would be. The suite closes it. */
  open(): Promise<EventLog>;
  /**
   * Makes the adapter compact the topic now, or as soon as it can: the suite waits for the effect. It may append records of its own
   * whose key starts with `compaction:`.
   */
  compact?(topic: string): Promise<void>;
  /** Takes the log away from every client (for writing at least), and gives it back. */
  readonly outage?: { down(): Promise<void>; up(): Promise<void> };
  /** The client dies without leaving its groups: no commit, no farewell. The suite still calls `close` on it. */
  kill?(log: EventLog): Promise<void>;
  /** After the last test. */
  close?(): Promise<void>;
  readonly limits: {
    /** What the opened logs refuse above, bytes; more than 1 MiB. */
    readonly maxRecordBytes: number;
    /** At most this long until a dead member's partitions are another's, ms. */
    readonly rebalanceMs: number;
  };
}

export interface ContractOptions {
  /** What this adapter's harness cannot do; those tests are shown as skipped. */
  readonly without?: readonly ('compact' | 'outage' | 'kill')[];
  /** For one test, ms; default 300,000. */
  readonly timeoutMs?: number;
}
