import type { Batch, Logger, Reader } from '@culprit/ports';
import type Cluster from 'kafkajs/src/cluster/index.js';
import type { FetchedPartition } from 'kafkajs/src/cluster/index.js';
import { reasonOf, within } from '../errors.js';
import { pause } from '../pause.js';
import { toLogRecord } from '../record.js';
import { FetchedRecord } from './fetched-record.js';
import { clamp, fetchRequest, type Place } from './places.js';

export interface ReaderOptions {
  readonly cluster: Cluster;
  readonly places: readonly Place[];
  readonly maxBatch: number;
  readonly onBatch: (batch: Batch) => Promise<void> | void;
  /** What a topic keeps now, by partition. */
  readonly kept: (topic: string) => Promise<{ low: number; high: number }[]>;
  readonly logger: Logger;
}

/** Between two tries while the log is away, ms. */
const AGAIN_MS = 300;
const FAREWELL_MS = 5000;

/** Fetches partitions from their leaders, for ever, one fetch under way per broker and one handler at a time. */
export class PartitionReader implements Reader {
  private readonly caught = Promise.withResolvers<void>();
  private readonly stopping = new AbortController();
  /** One loop for each broker that leads something of ours. */
  private readonly loops = new Map<string, Promise<void>>();
  private turn: Promise<void> = Promise.resolve();
  private stopped: Promise<void> | undefined;

  constructor(private readonly options: ReaderOptions) {
    this.caught.promise.catch(() => undefined);
    this.check();
  }

  /** Connects, and begins to read. */
  async start(): Promise<void> {
    const { cluster, places } = this.options;
    await cluster.connect();
    await cluster.addMultipleTargetTopics([...new Set(places.map(({ topic }) => topic))]);
    this.spread();
  }

  caughtUp(): Promise<void> {
    return this.caught.promise;
  }

  stop(): Promise<void> {
    this.stopped ??= this.end(new Error('the reader was stopped before it had caught up'));
    return this.stopped;
  }

  private async end(reason: unknown): Promise<void> {
    this.stopping.abort();
    this.caught.reject(reason);
    await this.turn;
    const away = within(FAREWELL_MS, this.options.cluster.disconnect(), () => new Error(`it took more than ${FAREWELL_MS} ms`));
    await away.catch((error: unknown) => this.options.logger.debug('a reader could not say farewell', { reason: reasonOf(error) }));
  }

  private get over(): boolean {
    return this.stopping.signal.aborted;
  }

  private led(nodeId: string): Place[] {
    return this.options.places.filter(({ topic, partition }) => nodeId in this.options.cluster.findLeaderForPartitions(topic, [partition]));
  }

  /** Starts a loop for each leader that has none. */
  private spread(): void {
    const { cluster, places } = this.options;
    for (const { topic, partition } of places) {
      for (const nodeId of Object.keys(cluster.findLeaderForPartitions(topic, [partition]))) {
        if (this.loops.has(nodeId)) continue;
        this.loops.set(nodeId, this.loop(nodeId).finally(() => this.loops.delete(nodeId)));
      }
    }
  }

  private async loop(nodeId: string): Promise<void> {
    while (!this.over) {
      try {
        await this.options.cluster.refreshMetadataIfNecessary();
        const places = this.led(nodeId);
        if (places.length === 0) return this.spread();
        const broker = await this.options.cluster.findBroker({ nodeId });
        const { responses } = await broker.fetch(fetchRequest(places));
        const fetched = responses.flatMap(({ topicName, partitions }) => partitions.map((partition) => ({ topic: topicName, partition })));
        this.turn = this.turn.then(() => this.handOver(places, fetched));
        await this.turn;
      } catch (error) {
        if (!this.over) await this.recover(error);
      }
    }
  }

  private async handOver(places: readonly Place[], fetched: readonly { topic: string; partition: FetchedPartition }[]): Promise<void> {
    let any = false;
    for (const { topic, partition } of fetched) {
      const place = places.find((each) => each.topic === topic && each.partition === partition.partition);
      if (place === undefined) continue;
      any ||= partition.messages.length > 0;
      await this.deliver(place, partition);
    }
    // Nothing came although there should be more: compaction has taken the last of it.
    if (!any) for (const { topic, partition } of fetched) this.skipTo(places, topic, partition);
    this.check();
  }

  private skipTo(places: readonly Place[], topic: string, { partition, highWatermark }: FetchedPartition): void {
    const place = places.find((each) => each.topic === topic && each.partition === partition);
    if (place !== undefined) place.next = Math.max(place.next, Number(highWatermark));
  }

  private async deliver(place: Place, { messages, highWatermark }: FetchedPartition): Promise<void> {
    // A fetch begins with the produced batch that holds the offset asked for.
    const wanted = messages.filter(({ offset }) => Number(offset) >= place.next);
    const { topic, partition } = place;
    // Of the batch that held it compaction has taken what was wanted; the next one may be cut off.
    if (wanted.length === 0 && messages.length > 0) place.next = Math.min(place.next + 1, Number(highWatermark));
    const records = wanted.filter(({ isControlRecord }) => !isControlRecord).map((message) => (message instanceof FetchedRecord ? message : toLogRecord(message)));
    for (let at = 0; at < records.length; at += this.options.maxBatch) {
      if (this.over) return;
      const batch = records.slice(at, at + this.options.maxBatch);
      try {
        await this.options.onBatch({ topic, partition, records: batch, end: Number(highWatermark) });
      } catch (error) {
        this.options.logger.error('a reader has stopped because its handler threw', { topic, partition, reason: reasonOf(error) });
        this.stopping.abort();
        return this.caught.reject(error);
      }
      place.next = (batch.at(-1)?.offset ?? 0) + 1;
    }
    place.next = Math.max(place.next, Number(wanted.at(-1)?.offset ?? -1) + 1);
  }

  private check(): void {
    if (this.options.places.every(({ next, target }) => next >= target)) this.caught.resolve();
  }

  private async recover(error: unknown): Promise<void> {
    const { cluster, logger } = this.options;
    logger.debug('a reader could not fetch and tries again', { reason: reasonOf(error) });
    try {
      await pause(AGAIN_MS, this.stopping.signal);
      if (this.over) return;
      if (isError(error, 'KafkaJSOffsetOutOfRange')) return await this.returnTo(String(error['topic']), Number(error['partition']));
      if (isError(error, 'KafkaJSConnectionClosedError')) cluster.removeBroker({ host: String(error['host']), port: Number(error['port']) });
      if (!cluster.isConnected()) await cluster.connect();
      await cluster.refreshMetadata();
      this.spread();
    } catch (again) {
      if (!this.over) logger.debug('the log is still away', { reason: reasonOf(again) });
    }
  }

  /** What was wanted is not kept any more. */
  private async returnTo(topic: string, partition: number): Promise<void> {
    const place = this.options.places.find((each) => each.topic === topic && each.partition === partition);
    const kept = (await this.options.kept(topic))[partition];
    if (place === undefined || kept === undefined) return;
    this.options.logger.warn('a reader wanted what is not kept and goes on at the nearest that is', { topic, partition, wanted: place.next, ...kept });
    place.next = clamp(place.next, kept);
    this.check();
  }
}

const isError = (error: unknown, name: string): error is Error & Record<string, unknown> => error instanceof Error && error.name === name;
