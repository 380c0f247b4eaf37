import { randomUUID } from 'node:crypto';
import type { Batch, BatchHandler, ConsumeOptions, Logger, Subscription } from '@culprit/ports';
import type { Bridge } from './bridge.js';
import type { Ends } from './ends.js';
import type { Assignment, TopicInfo } from './protocol.js';
import { Pump, type Lane } from './pump.js';

export interface MemberWorld {
  readonly bridge: Bridge;
  readonly ends: Ends;
  readonly logger: Logger;
  readonly failed: () => void;
  readonly delivered: (records: number) => void;
}

/** One member of a group: takes what it is assigned, gives up what it should, commits what its handler has taken. */
export class Member implements Subscription {
  readonly id = randomUUID();
  private readonly lanes = new Map<number, Lane>();
  private readonly releasing = new Set<number>();
  private readonly pump: Pump;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly world: MemberWorld,
    private readonly options: ConsumeOptions,
    private readonly topics: readonly TopicInfo[],
    private readonly onBatch: BatchHandler,
  ) {
    this.pump = new Pump(world.bridge, world.ends, {
      maxBatch: options.maxBatch ?? 10_000,
      retryMs: options.retryMs ?? 5_000,
      deliver: (lane, batch) => this.deliver(lane, batch),
      trouble: (error) => world.logger.warn('fetching from the log failed and is tried again', { group: options.group, error }),
    });
  }

  async join(): Promise<void> {
    const { group, topics, from } = this.options;
    await this.world.bridge.call('join', [{ member: this.id, group, topics, from }]);
  }

  stop(): Promise<void> {
    this.stopping ??= (async () => {
      await this.pump.stop();
      if (!this.world.bridge.dead) await this.world.bridge.call('leave', [this.id]);
    })();
    return this.stopping;
  }

  assign({ owned, unwanted }: Assignment): void {
    if (this.stopping !== undefined) return;
    const ids = new Set(owned.map(({ partition }) => partition));
    const before = this.lanes.size;
    const lost = [...this.lanes.values()].filter(({ id }) => !ids.has(id));
    for (const lane of lost) this.lose(lane);
    const fresh = owned.filter(({ partition }) => !this.lanes.has(partition) && !this.releasing.has(partition) && !unwanted.includes(partition));
    const places = fresh.map(({ partition, committed }) => ({ place: this.place(partition), committed }));
    const announced = [...this.lanes.values(), ...places.map(({ place }) => place)];
    if (fresh.length > 0 || this.lanes.size !== before) this.announce(announced);
    for (const { place, committed } of places) this.lanes.set(place.id, this.pump.add(place, committed ?? 0));
    const leaving = unwanted.filter((partition) => !this.releasing.has(partition));
    if (leaving.length > 0) void this.release(leaving);
  }

  /** The log is gone: nothing that is running can be committed any more. */
  orphan(): void {
    for (const lane of this.lanes.values()) this.pump.drop(lane);
    this.lanes.clear();
  }

  private lose(lane: Lane): void {
    this.pump.drop(lane);
    this.lanes.delete(lane.id);
    const { topic, partition } = lane;
    this.world.logger.warn('a partition was lost to another member', { group: this.options.group, topic, partition });
  }

  private async release(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) this.releasing.add(partition);
    try {
      for (const partition of partitions) {
        const lane = this.lanes.get(partition);
        if (lane === undefined) continue;
        await this.pump.remove(lane);
        this.lanes.delete(partition);
      }
      this.announce([...this.lanes.values()]);
      if (this.stopping === undefined) await this.world.bridge.call('release', [this.id, partitions]);
    } catch (error) {
      this.world.logger.error('giving partitions up failed', { group: this.options.group, partitions, error });
    } finally {
      for (const partition of partitions) this.releasing.delete(partition);
    }
  }

  private announce(lanes: readonly { readonly topic: string; readonly partition: number }[]): void {
    this.options.onAssigned?.(lanes.map(({ topic, partition }) => ({ topic, partition })));
  }

  private place(id: number): { id: number; topic: string; partition: number } {
    const topic = this.topics.find(({ first, partitions }) => id >= first && id < first + partitions);
    if (topic === undefined) throw new Error(`partition ${id} belongs to no topic of group ${this.options.group}`);
    return { id, topic: topic.name, partition: id - topic.first };
  }

  private async deliver(lane: Lane, batch: Batch): Promise<number | undefined> {
    const { logger, failed, delivered } = this.world;
    const { group } = this.options;
    const first = batch.records[0]?.offset ?? 0;
    const last = batch.records.at(-1)?.offset ?? 0;
    // While a lane is given up it is still ours, and so is the commit of what runs: only a lost lane is stale.
    const stale = (): boolean => !lane.active && !this.releasing.has(lane.id);
    let resolved = first - 1;
    const control = { resolve: (offset: number) => void (resolved = Math.max(resolved, Math.min(offset, last))), stale };
    let again: number | undefined;
    try {
      await this.onBatch(batch, control);
      resolved = last;
      delivered(batch.records.length);
    } catch (error) {
      again = resolved + 1;
      failed();
      const { topic, partition } = batch;
      logger.error('a batch was not taken and will be delivered again', { group, topic, partition, offset: again, error });
    }
    if (resolved < first || stale()) return again;
    await this.commit(lane, resolved + 1);
    return again;
  }

  /** Tries until it is committed, the partition is not ours any more, or the log or this member is closed. */
  private async commit(lane: Lane, next: number): Promise<void> {
    const { bridge, logger } = this.world;
    const { group, retryMs = 5_000 } = this.options;
    for (let tries = 0; ; tries += 1) {
      try {
        if (await bridge.call('commit', [this.id, lane.id, next])) return;
        this.lose(lane);
        return this.announce([...this.lanes.values()]);
      } catch (error) {
        logger.warn('a commit failed', { group, topic: lane.topic, partition: lane.partition, next, error });
        if (bridge.dead || this.stopping !== undefined) return;
        await new Promise((resolve) => setTimeout(resolve, Math.min(retryMs, 100 * 2 ** Math.min(tries, 10))));
      }
    }
  }
}
