import { randomUUID } from 'node:crypto';
import { partitionOf, type Batch, type EventLog, type LogRecord, type NewRecord } from '../event-log.js';
import type { EventLogHarness } from './harness.js';

/** A record with where it was found; `text` is its value as UTF-8, null for a removal. */
export type Seen = LogRecord & { readonly topic: string; readonly partition: number; readonly text: string | null };

export class Inbox {
  readonly batches: Batch[] = [];

  readonly take = (batch: Batch): void => {
    this.batches.push(batch);
  };

  get seen(): Seen[] {
    return this.batches.flatMap((batch) => batch.records.map((record) => ({
      // an adapter may read key and headers when they are asked for: they need not be the record's own
      ...record, key: record.key, headers: record.headers, topic: batch.topic, partition: batch.partition, text: record.value === null ? null : record.value.toString('utf8'),
    })));
  }

  get texts(): (string | null)[] {
    return this.seen.map(({ text }) => text);
  }
}

/** What one test works with; everything opened through it is closed after the test. */
export class Bed {
  private readonly opened: EventLog[] = [];
  private readonly gates: (() => void)[] = [];
  private readonly patienceMs: number;

  constructor(readonly harness: EventLogHarness) {
    this.patienceMs = 60_000 + 2 * harness.limits.rebalanceMs;
  }

  async open(): Promise<EventLog> {
    const log = await this.harness.open();
    this.opened.push(log);
    return log;
  }

  /** Holds a handler up until it is opened; opened after the test at the latest, so that a test that fails does not hang. */
  gate(): { readonly promise: Promise<void>; resolve(): void } {
    const gate = Promise.withResolvers<void>();
    this.gates.push(() => gate.resolve());
    return gate;
  }

  name(): string {
    return `contract-${randomUUID().slice(0, 13)}`;
  }

  async topic(log: EventLog, { partitions = 3, compacted = false } = {}): Promise<string> {
    const name = this.name();
    await log.ensureTopics([{ name, partitions, compacted }]);
    return name;
  }

  /** Polls until the condition holds; fails with what it waited for. */
  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    if (!(await this.within(this.patienceMs, condition))) throw new Error(`waited ${this.patienceMs} ms in vain until ${what}`);
  }

  async within(ms: number, condition: () => boolean | Promise<boolean>): Promise<boolean> {
    const deadline = Date.now() + ms;
    while (!(await condition())) {
      if (Date.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return true;
  }

  /** All that the topic holds now. */
  async everything(log: EventLog, topic: string): Promise<Seen[]> {
    const inbox = new Inbox();
    const reader = await log.read({ topics: [topic], from: 'earliest' }, inbox.take);
    await reader.caughtUp();
    await reader.stop();
    return inbox.seen;
  }

  async close(): Promise<void> {
    for (const open of this.gates.splice(0)) open();
    const results = await Promise.allSettled(this.opened.splice(0).map((log) => log.close()));
    const failed = results.filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
    if (failed.length > 0) throw new AggregateError(failed, 'closing the logs of a test');
  }
}

export const note = (topic: string, partitionKey: string, value: string | null, key: string | null = null): NewRecord =>
  ({ topic, partitionKey, key, value });

/** A partition key that belongs to this partition. */
export const keyOf = (partition: number, partitions = 3): string => {
  for (let i = 0; ; i += 1) if (partitionOf(`k${i}`, partitions) === partition) return `k${i}`;
};

export const numbered = (count: number, prefix = ''): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
