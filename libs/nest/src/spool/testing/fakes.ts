import { LogUnavailable, partitionOf, type AppendOptions, type Batch, type DiskLog, type EventLog, type LogRecord, type NewRecord, type Position, type ReadOptions, type Reader } from '@culprit/ports';

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const PARTITIONS = 3;

/** `refuse` says no and has written nothing; `lose` has written and says no; `hang` says nothing until it is something else. */
export type Mood = 'ok' | 'refuse' | 'lose' | 'hang';

interface Call {
  left: number;
  settled: boolean;
  readonly signal: AbortSignal | undefined;
  resolve(): void;
  reject(error: Error): void;
}
interface Lane {
  waiting: { readonly value: string; readonly call: Call }[];
  flying: boolean;
}

/** A log as Kafka's client is one: a produce at a time for each partition, all that waited goes into the next. Keeps what was written. */
export class FakeLog {
  mood: Mood = 'ok';
  /** Values in the order in which they were written, by topic and partition. */
  readonly written = new Map<string, string[]>();
  readonly #lanes = new Map<string, Lane>();

  constructor(private readonly timeoutMs: number, private readonly delayMs: () => number = () => 1) {}

  get log(): EventLog {
    return this as unknown as EventLog;
  }

  async ping(): Promise<void> {
    await after(1);
    if (this.mood !== 'ok') throw new LogUnavailable('the fake is away');
  }

  append(records: readonly NewRecord[], { signal }: AppendOptions = {}): Promise<Position[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => call.reject(new LogUnavailable('the fake took too long')), this.timeoutMs);
      const settle = (how: () => void): void => {
        if (call.settled) return;
        call.settled = true;
        clearTimeout(timer);
        how();
      };
      const call: Call = { left: records.length, settled: false, signal, resolve: () => settle(() => resolve([])), reject: (error) => settle(() => reject(error)) };
      for (const { topic, partitionKey, value } of records) {
        const name = `${topic}/${partitionOf(partitionKey, PARTITIONS)}`;
        const lane = this.#lanes.get(name) ?? { waiting: [], flying: false };
        this.#lanes.set(name, lane);
        lane.waiting.push({ value: String(value), call });
        void this.#produce(name, lane);
      }
    });
  }

  /** Its client dies: what waits is gone, what is in flight may still be written. */
  die(): void {
    this.#lanes.clear();
  }

  async #produce(name: string, lane: Lane): Promise<void> {
    if (lane.flying) return;
    lane.flying = true;
    while (lane.waiting.length > 0) {
      await after(this.delayMs());
      const taken = lane.waiting.splice(0).filter(({ call }) => {
        if (!call.settled && call.signal?.aborted !== true) return true;
        call.reject(new LogUnavailable('withdrawn'));
        return false;
      });
      if (taken.length === 0) continue;
      await after(this.delayMs());
      while (this.mood === 'hang') await after(1);
      if (this.mood !== 'refuse') this.written.set(name, [...(this.written.get(name) ?? []), ...taken.map(({ value }) => value)]);
      for (const { call } of taken) {
        if (this.mood !== 'ok') call.reject(new LogUnavailable(`the fake says ${this.mood}`));
        else if ((call.left -= 1) === 0) call.resolve();
      }
      // As Kafka's client: whoever hears of a failure can withdraw what waits.
      await turn();
    }
    lane.flying = false;
  }
}

/** The disk of one machine: outlives the spools on it. */
export class FakeDisk {
  refuses = false;
  /** Writes and says no all the same. */
  lies = false;
  delayMs: () => number = () => 1;
  #records: LogRecord[] = [];
  #next = 0;
  #queue: Promise<unknown> = Promise.resolve();

  /** As one process has it open; `die` ends what that process does with it. */
  open(): { disk: DiskLog; die(): void } {
    let dead = false;
    const append = (records: readonly NewRecord[]): Promise<Position[]> => {
      const written = this.#queue.then(async (): Promise<Position[]> => {
        await after(this.delayMs());
        if (dead) return [];
        if (this.refuses && !this.lies) throw new LogUnavailable('the fake disk is full');
        const first = this.#next;
        for (const { key, value, headers = {} } of records) this.#records.push({ offset: this.#next++, timestamp: Date.now(), key, value: value === null ? null : Buffer.from(value), headers });
        if (this.refuses) throw new LogUnavailable('the fake disk says no');
        return records.map((_, i) => ({ topic: '', partition: 0, offset: first + i }));
      });
      this.#queue = written.catch(() => undefined);
      return written;
    };
    const read = async ({ maxBatch = 10 }: ReadOptions, onBatch: (batch: Batch) => Promise<void> | void): Promise<Reader> => {
      let stopped = false;
      const run = async (): Promise<void> => {
        for (let from = 0; !stopped && !dead;) {
          const records = this.#records.filter(({ offset }) => offset >= from).slice(0, maxBatch);
          if (records.length === 0) await after(1);
          else await onBatch({ topic: '', partition: 0, records, end: this.#next });
          from = (records.at(-1)?.offset ?? from - 1) + 1;
        }
      };
      const running = run();
      return { caughtUp: () => Promise.resolve(), stop: () => ((stopped = true), running) };
    };
    const drop = async ({ offset: before }: Position): Promise<void> => {
      if (this.refuses) throw new LogUnavailable('the fake disk is full');
      if (!dead) this.#records = this.#records.filter(({ offset }) => offset >= before);
    };
    const disk = {
      append, read, drop,
      ensureTopics: async () => {}, usedBytes: async () => 0,
      ends: async () => [this.#next], beginnings: async () => [this.#records[0]?.offset ?? this.#next],
    };
    return { disk: disk as unknown as DiskLog, die: () => (dead = true) };
  }

  get held(): number {
    return this.#records.length;
  }
}
