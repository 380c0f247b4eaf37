import { setTimeout as pause } from 'node:timers/promises';
import { topics, type Incident } from '@culprit/domain';
import type { Readiness } from '@culprit/nest';
import type { Batch, EventLog, Logger, ReadStore, Reader } from '@culprit/ports';
import type { Positions } from './cursor.js';
import { History, type Before } from './history.js';
import { incidentOf } from './record.js';
import { Wake } from './wake.js';

export const TOPIC = topics.incidents;
/** How often the store is asked how far it is, while something waits for it. */
const POLL_MS = 50;
const AWAY_MS = 1000;
/** How many revisions are held for the live subscribers; who is further behind reads the log. */
const HELD = 1000;
/** Above this the reader waits for the store. */
const MOST_WAITING = 2000;

export interface Entry {
  readonly partition: number;
  readonly offset: number;
  readonly incident: Incident;
  readonly before: Before;
}
interface Waiting {
  readonly offset: number;
  /** Null: a duplicate, a tombstone or poison: passed over in its turn. */
  readonly entry: Entry | null;
}
interface World {
  readonly log: EventLog;
  readonly store: ReadStore;
  readonly logger: Logger;
}


/** Reads the incidents topic once for all subscribers and announces a revision when the store shows it. */
export class IncidentFeed {
  readonly history = new History();
  private readonly waiting: Waiting[][];
  private readonly announced: number[];
  private held: Entry[] = [];
  /** Sequence number of `held[0]`, and the positions before it. */
  private heldFrom = 0;
  private readonly heldStart: number[];
  private readonly changed = new Wake();
  private readonly stopping = new AbortController();
  private polling: Promise<void> | null = null;
  private reader: Reader | null = null;
  private whenRead: Promise<void> = Promise.resolve();
  private state: Readiness = { ready: false, reason: 'reading the incidents topic' };

  constructor(private readonly world: World, readonly partitions: number = TOPIC.partitions) {
    this.waiting = Array.from({ length: partitions }, () => []);
    this.announced = Array.from({ length: partitions }, () => 0);
    this.heldStart = [...this.announced];
  }

  async start(): Promise<void> {
    this.reader = await this.world.log.read({ topics: [TOPIC.name], from: 'earliest' }, (batch) => this.take(batch));
    this.whenRead = this.reader.caughtUp();
    this.whenRead.then(
      () => {
        this.state = { ready: true, reason: 'the incidents topic is read' };
      },
      (cause: unknown) => {
        this.state = { ready: false, reason: 'reading the incidents topic failed' };
        if (!this.stopping.signal.aborted) this.world.logger.error('reading the incidents topic failed', { error: cause });
      },
    );
  }

  readiness(): Readiness {
    return this.state;
  }

  /** Resolves when the topic was read to the end that it had at the start. */
  ready(): Promise<void> {
    return this.whenRead;
  }

  /** Everything before `positions` was announced; `seq` is what the next entry will have. */
  head(): { readonly seq: number; readonly positions: Positions } {
    return { seq: this.heldFrom + this.held.length, positions: [...this.announced] };
  }

  /** Where the held entries begin: a subscriber that is at or behind `positions` needs nothing else. */
  tail(): { readonly seq: number; readonly positions: Positions } {
    return { seq: this.heldFrom, positions: [...this.heldStart] };
  }

  /** Undefined: not announced yet. Only for sequence numbers at or behind the tail. */
  at(seq: number): Entry | undefined {
    return this.held[seq - this.heldFrom];
  }

  /** Resolves when something new was announced, or when the signal is aborted. */
  next(signal: AbortSignal): Promise<void> {
    return this.changed.next(signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.changed.all();
    await this.reader?.stop();
    await this.polling;
  }

  private async take(batch: Batch): Promise<void> {
    const waiting = this.waiting[batch.partition];
    if (waiting === undefined) return; // More partitions than the topic has by contract.
    for (const record of batch.records) {
      const incident = incidentOf(record);
      const taken = incident === null ? null : this.history.take(record.offset, incident);
      const entry = incident === null || taken === null ? null : { partition: batch.partition, offset: record.offset, incident, before: taken.before };
      waiting.push({ offset: record.offset, entry });
    }
    this.pollWhileWaiting();
    while (this.count() > MOST_WAITING && !this.stopping.signal.aborted) await this.next(this.stopping.signal);
  }

  private pollWhileWaiting(): void {
    if (this.polling !== null || this.count() === 0 || this.stopping.signal.aborted) return;
    this.polling = this.poll().finally(() => {
      this.polling = null;
      this.pollWhileWaiting(); // For what came between its last look and now.
    });
  }

  private count(): number {
    return this.waiting.reduce((sum, { length }) => sum + length, 0);
  }

  private async poll(): Promise<void> {
    for (let away = false; this.count() > 0 && !this.stopping.signal.aborted; ) {
      try {
        this.announce(await this.world.store.positions());
        away = false;
      } catch (cause) {
        if (!away) this.world.logger.warn('the store does not say how far it is; subscribers wait', { error: cause });
        away = true;
      }
      if (this.count() > 0) await pause(away ? AWAY_MS : POLL_MS, undefined, { signal: this.stopping.signal }).catch(() => {}); // Woken by stop.
    }
  }

  private announce(shown: Awaited<ReturnType<ReadStore['positions']>>): void {
    for (const { topic, partition, next } of shown) {
      const waiting = topic === TOPIC.name ? this.waiting[partition] : undefined;
      if (waiting === undefined) continue;
      const visible = waiting.findIndex(({ offset }) => offset >= next);
      for (const { offset, entry } of waiting.splice(0, visible === -1 ? waiting.length : visible)) {
        this.announced[partition] = offset + 1;
        if (entry !== null) this.held.push(entry);
      }
    }
    const surplus = this.held.length - HELD;
    if (surplus > 0) {
      for (const { partition, offset } of this.held.splice(0, surplus)) this.heldStart[partition] = offset + 1;
      this.heldFrom += surplus;
    }
    this.changed.all();
  }
}
