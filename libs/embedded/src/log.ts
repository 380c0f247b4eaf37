import type { TopicSpec } from '@culprit/domain';
import type { AppendOptions, Batch, BatchHandler, Clock, ConsumeOptions, DiskLog, Logger, Metrics, NewRecord, Position, ReadOptions, Reader, Subscription } from '@culprit/ports';
import { Appender } from './appender.js';
import { Bridge } from './bridge.js';
import { Ends } from './ends.js';
import type { Assignment, WorkerOptions } from './protocol.js';
import { startReader } from './reader.js';
import { Member } from './subscription.js';

export interface LogOptions extends WorkerOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly maxRecordBytes: number;
  readonly maintainMs: number;
}

/** The port's face on the main thread; everything that touches the file happens in the worker. */
export class EmbeddedLog implements DiskLog {
  private readonly known = new Ends();
  private readonly members = new Map<string, Member>();
  private readonly running = new Set<{ stop(): Promise<void> }>();
  private readonly timer: NodeJS.Timeout;
  private readonly appender: Appender;
  private closing: Promise<void> | undefined;

  private constructor(private readonly options: LogOptions, private readonly bridge: Bridge) {
    const { clock, metrics, logger, maxRecordBytes, writeTimeoutMs, maintainMs } = options;
    const appended = metrics.counter('culprit_log_appended_records_total', 'Records appended to the log', ['topic']);
    this.appender = new Appender(bridge, {
      clock, maxRecordBytes, timeoutMs: writeTimeoutMs,
      wrote: (records) => {
        for (const { topic } of records) appended.add(1, { topic });
      },
    });
    this.timer = setInterval(() => {
      bridge.call('maintain', [clock.now()]).catch((error: unknown) => {
        if (this.closing === undefined) logger.warn('tidying the log failed', { error });
      });
    }, maintainMs).unref();
  }

  static async open(options: LogOptions): Promise<EmbeddedLog> {
    const opened: { log?: EmbeddedLog } = {};
    const { path, writeTimeoutMs, pollMs, aliveMs, keepFreeBytes } = options;
    const bridge = await Bridge.open({ path, writeTimeoutMs, pollMs, aliveMs, keepFreeBytes }, {
      ends: (ends) => opened.log?.known.learn(ends),
      assignment: (assignment) => opened.log?.assigned(assignment),
      trouble: (doing, reason) => options.logger.warn('the worker of the log had trouble', { doing, reason }),
      died: (error) => opened.log?.died(error),
    });
    opened.log = new EmbeddedLog(options, bridge);
    return opened.log;
  }

  async ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    await this.bridge.call('ensureTopics', [specs]);
  }

  append(records: readonly NewRecord[], options?: AppendOptions): Promise<Position[]> {
    if (this.closing !== undefined) return Promise.reject(new Error('appending: the log is closed'));
    return this.appender.append(records, options);
  }

  async consume(options: ConsumeOptions, onBatch: BatchHandler): Promise<Subscription> {
    const { bridge, known: ends } = this;
    const { logger, metrics } = this.options;
    const { group } = options;
    const delivered = metrics.counter('culprit_log_delivered_records_total', 'Records that a group has taken', ['group']);
    const failed = metrics.counter('culprit_log_failed_batches_total', 'Batches that a group has not taken', ['group']);
    const topics = await this.describe(options.topics);
    const world = { bridge, ends, logger, failed: () => failed.add(1, { group }), delivered: (records: number) => delivered.add(records, { group }) };
    const member = new Member(world, options, topics, onBatch);
    this.members.set(member.id, member);
    try {
      await member.join();
    } catch (error) {
      this.members.delete(member.id);
      await member.stop();
      throw error;
    }
    return this.track({
      stop: async () => {
        await member.stop();
        this.members.delete(member.id);
      },
    });
  }

  async read(options: ReadOptions, onBatch: (batch: Batch) => Promise<void> | void): Promise<Reader> {
    const topics = await this.describe(options.topics);
    return this.track(startReader({ bridge: this.bridge, ends: this.known, logger: this.options.logger }, options, topics, onBatch));
  }

  ends(topic: string): Promise<number[]> {
    return this.bridge.call('ends', [topic]);
  }

  beginnings(topic: string): Promise<number[]> {
    return this.bridge.call('beginnings', [topic]);
  }

  offsetsAt(topic: string, time: number): Promise<number[]> {
    return this.bridge.call('offsetsAt', [topic, time]);
  }

  committed(group: string, topic: string): Promise<(number | null)[]> {
    return this.bridge.call('committed', [group, topic]);
  }

  async forget(group: string): Promise<void> {
    await this.bridge.call('forget', [group]);
  }

  async ping(): Promise<void> {
    await this.bridge.call('ping', []);
  }

  async drop({ topic, partition, offset }: Position): Promise<void> {
    await this.bridge.call('drop', [topic, partition, offset]);
  }

  usedBytes(): Promise<number> {
    return this.bridge.call('usedBytes', []);
  }

  /** Compacts the topic now; otherwise that happens by itself. */
  async compact(topic: string): Promise<void> {
    await this.bridge.call('maintain', [this.options.clock.now(), topic]);
  }

  close(): Promise<void> {
    this.closing ??= (async () => {
      clearInterval(this.timer);
      await Promise.all([...this.running].map((each) => each.stop()));
      await this.appender.flush();
      await this.bridge.close();
    })();
    return this.closing;
  }

  /** Ends the worker as a crash would: for tests of what others do then. */
  async kill(): Promise<void> {
    await this.bridge.kill();
  }

  private async describe(names: readonly string[]) {
    const { topics, ends } = await this.bridge.call('describe', [names]);
    this.known.learn(ends);
    return topics;
  }

  private assigned(assignment: Assignment): void {
    this.members.get(assignment.member)?.assign(assignment);
  }

  private died(error: Error): void {
    clearInterval(this.timer);
    for (const member of this.members.values()) member.orphan();
    this.options.logger.error('the worker of the log is gone', { error });
  }

  private track<T extends { stop(): Promise<void> }>(running: T): T {
    const stop = running.stop.bind(running);
    running.stop = async () => {
      await stop();
      this.running.delete(running);
    };
    this.running.add(running);
    return running;
  }
}
