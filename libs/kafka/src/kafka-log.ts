import type { TopicSpec } from '@culprit/domain';
import {
  DEFAULT_MAX_RECORD_BYTES, LogUnavailable,
  type AppendOptions, type Batch, type BatchHandler, type ConsumeOptions, type EventLog, type NewRecord, type Position, type Reader, type ReadOptions, type Subscription,
} from '@culprit/ports';
import { Kafka, type Admin, type Producer } from 'kafkajs';
import { Appender } from './append/appender.js';
import { Member } from './consume/member.js';
import { reasonOf, within } from './errors.js';
import { committedOffsets, endsWhereUncommitted, keptOffsets, offsetsAt } from './offsets.js';
import { once } from './once.js';
import { RETRY, clientConfig, type KafkaLogOptions } from './options.js';
import { openCluster } from './read/cluster.js';
import { clamp, type Place } from './read/places.js';
import { PartitionReader } from './read/reader.js';
import { topicConfig } from './topic-settings.js';
import { TopicSizes } from './topic-sizes.js';

const PING_MS = 5000;
const CLOSE_MS = 5000;

/** `EventLog` on Apache Kafka. Connects when it is first used. */
export class KafkaLog implements EventLog {
  private readonly kafka: Kafka;
  private readonly sizes: TopicSizes;
  private readonly appender: Appender;
  private readonly running = new Set<Subscription>();
  private readonly clients = new Set<Producer | Admin>();
  private readonly admin: () => Promise<Admin>;
  private readonly producer: () => Promise<Producer>;
  private readonly maxRecordBytes: number;
  private closed: Promise<void> | undefined;

  constructor(private readonly options: KafkaLogOptions) {
    const { appendTimeoutMs = 5000, lingerMs = 4, maxRecordBytes = DEFAULT_MAX_RECORD_BYTES, metrics } = options;
    this.maxRecordBytes = maxRecordBytes;
    this.kafka = new Kafka(clientConfig(options));
    this.admin = once(() => this.connected(this.kafka.admin({ retry: RETRY })));
    this.producer = once(() => this.connected(this.kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: () => ({ message }) => message.partition ?? 0,
      retry: { ...RETRY, retries: 5 },
    })));
    this.sizes = new TopicSizes(this.admin);
    const written = metrics.counter('culprit_log_appended_records_total', 'Records that are durable.', ['topic']);
    this.appender = new Appender({
      maxRecordBytes, lingerMs, timeoutMs: appendTimeoutMs, partitions: this.sizes,
      send: async (topicMessages) => {
        const answer = await (await this.producer()).sendBatch({ acks: -1, timeout: appendTimeoutMs, topicMessages });
        for (const { topic, messages } of topicMessages) written.add(messages.length, { topic });
        return answer;
      },
    });
  }

  async ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    const admin = await this.admin();
    const there = new Set(await admin.listTopics());
    const missing = specs.filter(({ name }) => !there.has(name));
    const settings = { maxRecordBytes: this.maxRecordBytes, ...this.options.replication };
    try {
      if (missing.length > 0) await admin.createTopics({ waitForLeaders: true, topics: missing.map((spec) => topicConfig(spec, settings)) });
    } catch (cause) {
      // Another process may have been quicker.
      const now = new Set(await admin.listTopics());
      const failed = missing.filter(({ name }) => !now.has(name)).map(({ name }) => name);
      if (failed.length > 0) throw new Error(`cannot create the topics ${failed.join(', ')}: ${reasonOf(cause)}`, { cause });
    }
    // A topic is listed before its partitions have leaders, whoever made it: only then can it be read.
    await Promise.all(specs.map(({ name }) => keptOffsets(admin, name)));
  }

  append(records: readonly NewRecord[], options?: AppendOptions): Promise<Position[]> {
    return this.closed === undefined ? this.appender.append(records, options) : Promise.reject(new LogUnavailable('the log is closed'));
  }

  async consume(options: ConsumeOptions, onBatch: BatchHandler): Promise<Subscription> {
    await Promise.all(options.topics.map((topic) => this.sizes.ask(topic)));
    const { logger, metrics } = this.options;
    const member = new Member({
      logger, metrics,
      consumer: (group) => new Kafka(clientConfig(this.options)).consumer(this.consumerConfig(group)),
      startAtEnd: async (group, topic) => endsWhereUncommitted(await this.admin(), group, topic),
    }, options, onBatch);
    const subscription = this.track(member);
    await member.start();
    return subscription;
  }

  async read({ topics, from, partitions, maxBatch = 10_000 }: ReadOptions, onBatch: (batch: Batch) => Promise<void> | void): Promise<Reader> {
    const places = (await Promise.all(topics.map((topic) => this.places(topic, from)))).flat();
    const reader = new PartitionReader({
      places: partitions === undefined ? places : places.filter(({ partition }) => partitions.includes(partition)),
      cluster: openCluster(this.kafka, clientConfig(this.options)),
      kept: async (topic) => keptOffsets(await this.admin(), topic),
      logger: this.options.logger, maxBatch, onBatch,
    });
    const { stop } = this.track(reader);
    try {
      await reader.start();
    } catch (cause) {
      await stop();
      throw new LogUnavailable(`cannot read ${topics.join(', ')}: ${reasonOf(cause)}`, { cause });
    }
    return { stop, caughtUp: () => reader.caughtUp() };
  }

  async ends(topic: string): Promise<number[]> {
    return (await keptOffsets(await this.admin(), topic)).map(({ high }) => high);
  }

  async beginnings(topic: string): Promise<number[]> {
    return (await keptOffsets(await this.admin(), topic)).map(({ low }) => low);
  }

  async offsetsAt(topic: string, time: number): Promise<number[]> {
    return offsetsAt(await this.admin(), topic, time);
  }

  async committed(group: string, topic: string): Promise<(number | null)[]> {
    return committedOffsets(await this.admin(), group, topic);
  }

  async forget(group: string): Promise<void> {
    try {
      await (await this.admin()).deleteGroups([group]);
    } catch (cause) {
      const codes = cause instanceof Error && 'groups' in cause && Array.isArray(cause.groups) ? cause.groups.map((each: { errorCode?: number }) => each.errorCode) : [];
      if (codes.length > 0 && codes.every((code) => code === GROUP_ID_NOT_FOUND)) return;
      throw new Error(`cannot forget the positions of ${group}: ${codes.includes(NON_EMPTY_GROUP) ? 'it has members' : reasonOf(cause)}`, { cause });
    }
  }

  async ping(): Promise<void> {
    const asked = this.admin().then((admin) => admin.describeCluster());
    asked.catch(() => undefined);
    await within(PING_MS, asked, () => new LogUnavailable(`Kafka at ${this.options.brokers.join(', ')} did not answer within ${PING_MS} ms`));
  }

  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    await Promise.all([...this.running].map((each) => each.stop()));
    await this.appender.flush();
    const farewells = [...this.clients].map((client) => client.disconnect());
    await within(CLOSE_MS, Promise.all(farewells), () => new Error(`it took more than ${CLOSE_MS} ms`)).catch((error: unknown) =>
      this.options.logger.debug('a client could not say farewell', { reason: reasonOf(error) }));
  }

  private async connected<C extends Producer | Admin>(client: C): Promise<C> {
    await client.connect();
    this.clients.add(client);
    return client;
  }

  private track(subscription: Subscription): Subscription {
    this.running.add(subscription);
    return { stop: () => subscription.stop().finally(() => this.running.delete(subscription)) };
  }

  private async places(topic: string, from: ReadOptions['from']): Promise<Place[]> {
    const kept = await keptOffsets(await this.admin(), topic);
    return kept.map(({ low, high }, partition) => {
      const asked = typeof from === 'string' ? undefined : from.find((each) => each.topic === topic && each.partition === partition)?.offset;
      return { topic, partition, next: from === 'latest' ? high : clamp(asked ?? low, { low, high }), target: high };
    });
  }

  private consumerConfig(groupId: string) {
    const { sessionTimeoutMs: sessionTimeout = 10_000 } = this.options;
    return {
      groupId,
      sessionTimeout,
      heartbeatInterval: Math.min(1000, Math.floor(sessionTimeout / 5)),
      rebalanceTimeout: 30_000,
      maxWaitTimeInMs: 250,
      maxBytesPerPartition: 2 * 1024 * 1024,
      maxBytes: 16 * 1024 * 1024,
      allowAutoTopicCreation: false,
      readUncommitted: true,
      // Restarting is ours: kafkajs forgets to when an error is not retriable.
      retry: { ...RETRY, retries: 4, restartOnFailure: () => Promise.resolve(false) },
    };
  }
}

const [NON_EMPTY_GROUP, GROUP_ID_NOT_FOUND] = [68, 69];
