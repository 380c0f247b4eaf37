import type { BatchHandler, ConsumeOptions, Logger, Metrics, Subscription } from '@culprit/ports';
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import { reasonOf, within } from '../errors.js';
import { toLogRecord } from '../record.js';
import { compare, nameOf } from './assignment.js';
import { Committer, type Offsets } from './committer.js';
import { Lane, type LaneOptions } from './lane.js';

export interface MemberWorld {
  /** A kafkajs consumer with nothing shared: kafkajs keeps positions by group per client. */
  readonly consumer: (group: string) => Consumer;
  /** Where a group without positions starts when it starts at the end. */
  readonly startAtEnd: (group: string, topic: string) => Promise<(number | null)[]>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Fetching of a partition pauses above this and goes on below half of it. */
const FULL_BYTES = 8 * 1024 * 1024;
const REJOIN_MS = { first: 200, most: 2000 };
/** How long stopping waits for a commit and for the farewell, ms. */
const FAREWELL_MS = 5000;
/** A consumer that neither fetched nor beat nor joined in three of these is hung, ms. */
const WATCH_MS = 20_000;

/**
 * A member of a group. kafkajs only fetches: its `eachBatch` fills lanes and returns, so that a slow partition holds up neither
 * heartbeats nor others; lanes run the handler and a committer commits. When kafkajs gives up, a new consumer joins.
 */
export class Member implements Subscription {
  private readonly lanes = new Map<string, Lane>();
  private readonly committer: Committer;
  private readonly laneOptions: LaneOptions;
  private readonly first = Promise.withResolvers<void>();
  private consumer: Consumer | undefined;
  private memberId = '';
  private commit: (offsets?: Offsets) => Promise<void> = notYet;
  private assigned: string | undefined;
  private failures = 0;
  private quiet = 0;
  private stopped: Promise<void> | undefined;
  private rejoin: NodeJS.Timeout | undefined;
  private readonly watch: NodeJS.Timeout;
  /** Handlers that still run on partitions that were lost. */
  private readonly ghosts = new Map<string, Promise<void>>();

  constructor(private readonly world: MemberWorld, private readonly options: ConsumeOptions, onBatch: BatchHandler) {
    const { metrics, logger } = world;
    const consumed = metrics.counter('culprit_log_consumed_records_total', 'Records that a group has finished.', ['group', 'topic']);
    const thrown = metrics.counter('culprit_log_redeliveries_total', 'Batches delivered again after their handler threw.', ['group', 'topic']);
    const lag = metrics.gauge('culprit_log_lag_records', 'Records of a partition still to come when the last batch was fetched.', ['group', 'topic', 'partition']);
    const { group } = options;
    this.committer = new Committer((offsets) => this.commit(offsets), (reason) => logger.debug('a commit has to wait', { group, reason }));
    this.laneOptions = {
      onBatch: async (batch, control) => {
        const { topic, partition, records } = batch;
        lag.set(batch.end - 1 - (records.at(-1)?.offset ?? 0), { group, topic, partition: String(partition) });
        await onBatch(batch, control);
        consumed.add(records.length, { group, topic });
      },
      maxBatch: options.maxBatch ?? 10_000,
      retryMs: options.retryMs ?? 5000,
      done: (lane, next) => this.committer.done(lane, next),
      failed: ({ topic, partition }, error, pauseMs) => {
        thrown.add(1, { group, topic });
        logger.warn('a batch could not be handled and will be delivered again', { group, topic, partition, pauseMs, reason: reasonOf(error) });
      },
      finished: (lane) => this.refill(lane),
    };
    this.watch = setInterval(() => this.look(), WATCH_MS);
  }

  /** Resolves when the group has taken us in. */
  start(): Promise<void> {
    void this.connect();
    return this.first.promise;
  }

  stop(): Promise<void> {
    this.stopped ??= this.leave();
    return this.stopped;
  }

  private async connect(): Promise<void> {
    const consumer = this.world.consumer(this.options.group);
    const sign = (): void => void (this.quiet = 0);
    consumer.on(consumer.events.FETCH, sign);
    consumer.on(consumer.events.HEARTBEAT, sign);
    consumer.on(consumer.events.GROUP_JOIN, (event) => this.joined(consumer, event));
    consumer.on(consumer.events.CRASH, ({ payload }) => this.again(consumer, payload.error));
    this.consumer = consumer;
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.options.topics], fromBeginning: this.options.from === 'earliest' });
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async (payload) => this.take(consumer, payload) });
    } catch (error) {
      this.again(consumer, error);
    }
  }

  private joined(consumer: Consumer, { payload }: ConsumerGroupJoinEvent): void {
    if (this.consumer !== consumer) return;
    const { kept, lost, gained } = compare(this.lanes.keys(), payload.memberAssignment, payload.memberId === this.memberId);
    this.memberId = payload.memberId;
    this.failures = this.quiet = 0;
    this.lose(lost);
    for (const lane of kept.flatMap((name) => this.lanes.get(name) ?? [])) {
      // The group's positions lie behind what we hold already.
      if (lane.fetched !== null) consumer.seek({ topic: lane.topic, partition: lane.partition, offset: String(lane.fetched) });
    }
    this.announce(payload.memberAssignment);
    if (this.stopped === undefined) {
      for (const { topic, partition } of gained) {
        const name = nameOf({ topic, partition });
        this.lanes.set(name, new Lane(topic, partition, this.laneOptions, this.ghosts.get(name)));
        consumer.resume([{ topic, partitions: [partition] }]);
      }
    }
    if (this.options.from === 'latest') for (const topic of new Set(gained.map((place) => place.topic))) void this.anchor(consumer, topic);
    this.first.resolve();
  }

  private announce(assignment: Readonly<Record<string, readonly number[]>>): void {
    const places = Object.entries(assignment).flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })));
    const text = places.map(nameOf).sort().join(' ');
    if (text === this.assigned) return;
    this.assigned = text;
    this.world.logger.debug('a member has its partitions', { group: this.options.group, assigned: text });
    this.options.onAssigned?.(places);
  }

  /** Writes down where a new group starts, so that what comes before its first commit is not skipped by a rebalance. */
  private async anchor(consumer: Consumer, topic: string): Promise<void> {
    const mine = [...this.lanes.values()].filter((lane) => lane.topic === topic && lane.fetched === null);
    const partitions = mine.map(({ partition }) => partition);
    consumer.pause([{ topic, partitions }]);
    try {
      const starts = await this.world.startAtEnd(this.options.group, topic);
      const fresh = mine.flatMap(({ partition, stale }) => {
        const offset = starts[partition] ?? null;
        return stale || offset === null ? [] : [{ topic, partition, offset: String(offset) }];
      });
      for (const position of fresh) consumer.seek(position);
      if (fresh.length > 0) await consumer.commitOffsets(fresh);
    } catch (error) {
      this.again(consumer, error);
    }
    if (this.consumer === consumer && this.stopped === undefined) consumer.resume([{ topic, partitions }]);
  }

  private take(consumer: Consumer, { batch, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload): void {
    const lane = this.lanes.get(nameOf(batch));
    if (lane === undefined || this.consumer !== consumer || this.stopped !== undefined) return;
    this.commit = commitOffsetsIfNecessary;
    resolveOffset(batch.lastOffset());
    lane.push(batch.messages.map(toLogRecord), Number(batch.highWatermark));
    if (lane.bytes < FULL_BYTES) return;
    lane.paused = true;
    consumer.pause([{ topic: lane.topic, partitions: [lane.partition] }]);
  }

  private refill(lane: Lane): void {
    if (!lane.paused || lane.stale || this.stopped !== undefined || lane.bytes > FULL_BYTES / 2) return;
    lane.paused = false;
    this.consumer?.resume([{ topic: lane.topic, partitions: [lane.partition] }]);
  }

  private lose(names: Iterable<string>): void {
    for (const name of names) {
      const lane = this.lanes.get(name);
      if (lane === undefined) continue;
      this.lanes.delete(name);
      lane.lose();
      const ghost = lane.idle.finally(() => this.ghosts.get(name) === ghost && this.ghosts.delete(name));
      this.ghosts.set(name, ghost);
    }
  }

  /** kafkajs has given up on this consumer: a new one joins. */
  private again(consumer: Consumer, error: unknown): void {
    if (this.consumer !== consumer || this.stopped !== undefined) return;
    const { group } = this.options;
    this.consumer = undefined;
    this.lose([...this.lanes.keys()]);
    const waitMs = Math.min(REJOIN_MS.most, REJOIN_MS.first * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 10);
    this.world.logger.warn('a consumer lost its group and will join again', { group, waitMs, reason: reasonOf(error) });
    void this.farewell(consumer);
    this.rejoin = setTimeout(() => void this.connect(), waitMs);
  }

  private look(): void {
    this.quiet += 1;
    if (this.quiet > 3 && this.consumer !== undefined) this.again(this.consumer, new Error(`nothing was heard of it for ${3 * WATCH_MS} ms`));
  }

  private async leave(): Promise<void> {
    clearInterval(this.watch);
    clearTimeout(this.rejoin);
    this.first.reject(new Error(`the subscription of ${this.options.group} was stopped before it had joined`));
    this.first.promise.catch(() => undefined);
    const { consumer } = this;
    if (this.memberId !== '') consumer?.pause(this.options.topics.map((topic) => ({ topic })));
    for (const lane of this.lanes.values()) lane.stop();
    await Promise.all([...this.lanes.values()].map((lane) => lane.idle));
    await Promise.all(this.ghosts.values());
    if (consumer === undefined) return;
    await this.committer.flush(FAREWELL_MS).catch((error: unknown) =>
      this.world.logger.warn('a stopping consumer could not commit; what it finished last will be delivered again', { group: this.options.group, reason: reasonOf(error) }));
    await this.farewell(consumer);
  }

  private async farewell(consumer: Consumer): Promise<void> {
    const { group } = this.options;
    await within(FAREWELL_MS, consumer.disconnect(), () => new Error(`it took more than ${FAREWELL_MS} ms`)).catch((error: unknown) =>
      this.world.logger.debug('a consumer could not say farewell', { group, reason: reasonOf(error) }));
  }
}

const notYet = (): Promise<void> => Promise.reject(new Error('the member has fetched nothing yet'));
