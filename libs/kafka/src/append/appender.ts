import { LogUnavailable, RecordTooLarge, partitionOf, recordBytes, type AppendOptions, type NewRecord, type Position } from '@culprit/ports';
import type { RecordMetadata, TopicMessages } from 'kafkajs';
import { isTooLarge, reasonOf } from '../errors.js';
import { toMessage } from '../record.js';
import { Call } from './call.js';
import { Lane, type LaneLimits, type Waiting } from './lane.js';

export interface AppenderOptions {
  /** One produce, durable when it resolves; of each partition where its first record stands. */
  readonly send: (topicMessages: TopicMessages[]) => Promise<RecordMetadata[]>;
  readonly partitions: Partitions;
  readonly maxRecordBytes: number;
  readonly lingerMs: number;
  readonly timeoutMs: number;
}

/** How many partitions a topic has; `known` answers at once, or undefined when it has to be asked. */
export interface Partitions {
  known(topic: string): number | undefined;
  ask(topic: string): Promise<number>;
}

/** kafkajs regroups a produce in time that grows with the square of a partition's records, so more of them at once is slower. */
const RECORDS_PER_PARTITION = 500;
/** This many that may go at once are worth a produce: no linger. */
const WORTH_A_PRODUCE = 500;

/** Lets many callers' records travel together: after `lingerMs`, or at once when there is enough for a produce. */
export class Appender {
  private readonly lanes = new Map<string, Lane[]>();
  private readonly limits: LaneLimits;
  /** Calls whose topics are not known yet, in order: nobody overtakes them. */
  private unknown: Promise<void> | undefined;
  private readonly open = new Set<Promise<unknown>>();
  private timer: NodeJS.Timeout | undefined;
  /** Records that came since the last produce went out. */
  private fresh = 0;
  /** A partition has enough for a produce of its own. */
  private ready = false;
  /** After a failure nothing goes out for a turn, so that whoever hears of it can withdraw what waits behind. */
  private resting = false;

  constructor(private readonly options: AppenderOptions) {
    this.limits = { records: RECORDS_PER_PARTITION, bytes: options.maxRecordBytes };
  }

  append(records: readonly NewRecord[], { signal }: AppendOptions = {}): Promise<Position[]> {
    const sizes = records.map(recordBytes);
    const { maxRecordBytes, timeoutMs } = this.options;
    for (const [i, record] of records.entries()) {
      const bytes = sizes[i] ?? 0;
      if (bytes > maxRecordBytes) return Promise.reject(new RecordTooLarge(record.topic, bytes, maxRecordBytes));
    }
    if (records.length === 0) return Promise.resolve([]);
    const call = new Call(records.length, timeoutMs, () => new LogUnavailable(`Kafka did not take an append within ${timeoutMs} ms`), signal);
    this.open.add(call.done);
    const forget = (): void => void this.open.delete(call.done);
    call.done.then(forget, forget);
    this.locate(call, records, sizes);
    return call.done;
  }

  /** Resolves when nothing is under way any more. */
  async flush(): Promise<void> {
    while (this.open.size > 0) await Promise.allSettled(this.open);
  }

  private locate(call: Call, records: readonly NewRecord[], sizes: readonly number[]): void {
    const topics = new Set(records.map(({ topic }) => topic));
    if (this.unknown === undefined && [...topics].every((topic) => this.options.partitions.known(topic) !== undefined)) {
      return this.enqueue(call, records, sizes);
    }
    const turn = (this.unknown ?? Promise.resolve())
      .then(() => (call.dropped ? [] : Promise.all([...topics].map((topic) => this.options.partitions.ask(topic)))))
      .then(() => this.enqueue(call, records, sizes))
      .catch((cause: unknown) => call.reject(new LogUnavailable(`cannot find the topics of an append: ${reasonOf(cause)}`, { cause })))
      .finally(() => {
        if (this.unknown === turn) this.unknown = undefined;
      });
    this.unknown = turn;
  }

  private enqueue(call: Call, records: readonly NewRecord[], sizes: readonly number[]): void {
    if (call.dropped) return call.reject(new LogUnavailable('an append was withdrawn before it was on its way'));
    for (const [index, record] of records.entries()) {
      const partition = partitionOf(record.partitionKey, this.options.partitions.known(record.topic) ?? 1);
      const lane = this.lane(record.topic, partition);
      lane.push({ message: toMessage(record, partition), bytes: sizes[index] ?? 0, call, index });
      this.ready ||= !lane.inFlight && lane.full(this.limits);
    }
    this.fresh += records.length;
    if (this.ready || this.fresh >= WORTH_A_PRODUCE) this.sendWaiting();
    else this.timer ??= setTimeout(() => this.sendWaiting(), this.options.lingerMs);
  }

  private lane(topic: string, partition: number): Lane {
    let lanes = this.lanes.get(topic);
    if (lanes === undefined) this.lanes.set(topic, lanes = []);
    return lanes[partition] ??= new Lane(topic, partition);
  }

  private sendWaiting(): void {
    if (this.resting) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.fresh = 0;
    this.ready = false;
    const ready = [...this.lanes.values()].flatMap((lanes) => lanes).filter((lane) => !lane.inFlight && !lane.empty);
    const taken = ready.map((lane) => ({ lane, waiting: lane.take(this.limits) })).filter(({ waiting }) => waiting.length > 0);
    if (taken.length > 0) void this.produce(taken);
  }

  private async produce(taken: readonly { lane: Lane; waiting: Waiting[] }[]): Promise<void> {
    for (const { lane } of taken) lane.inFlight = true;
    const byTopic = Map.groupBy(taken, ({ lane }) => lane.topic);
    const topicMessages = [...byTopic].map(([topic, lanes]) => ({ topic, messages: lanes.flatMap(({ waiting }) => waiting.map(({ message }) => message)) }));
    try {
      settle(taken, await this.options.send(topicMessages));
    } catch (cause) {
      const error = refusalOf(taken, cause, this.options.maxRecordBytes);
      this.rest();
      for (const { waiting } of taken) for (const { call } of waiting) call.reject(error);
    }
    for (const { lane } of taken) lane.inFlight = false;
    // What came meanwhile has waited for a whole produce: no further linger.
    if (taken.some(({ lane }) => !lane.empty)) this.sendWaiting();
  }

  private rest(): void {
    this.resting = true;
    setImmediate(() => {
      this.resting = false;
      this.sendWaiting();
    });
  }
}

/** Of many calls that travelled together nobody knows whose record is too large for the broker; alone it is known. */
const refusalOf = (taken: readonly { lane: Lane; waiting: Waiting[] }[], cause: unknown, maxRecordBytes: number): Error => {
  const all = taken.flatMap(({ lane, waiting }) => waiting.map(({ call, bytes }) => ({ topic: lane.topic, call, bytes })));
  const largest = all.reduce((a, b) => (b.bytes > a.bytes ? b : a), all[0] ?? { topic: '', call: undefined, bytes: 0 });
  if (!isTooLarge(cause) || new Set(all.map(({ call }) => call)).size > 1) return new LogUnavailable(`Kafka did not take an append: ${reasonOf(cause)}`, { cause });
  return new RecordTooLarge(largest.topic, largest.bytes, maxRecordBytes);
};

const settle = (taken: readonly { lane: Lane; waiting: Waiting[] }[], answers: readonly RecordMetadata[]): void => {
  const bases = new Map(answers.map(({ topicName, partition, baseOffset }) => [`${topicName}/${partition}`, Number(baseOffset)]));
  for (const { lane: { topic, partition }, waiting } of taken) {
    const base = bases.get(`${topic}/${partition}`);
    if (base === undefined) throw new Error(`Kafka did not say where it wrote to ${topic}/${partition}`);
    waiting.forEach(({ call, index }, i) => call.written(index, { topic, partition, offset: base + i }));
  }
};
