import type { Batch } from '@culprit/ports';
import type { Bridge } from './bridge.js';
import type { Ends } from './ends.js';
import { unpackBatch } from './pack.js';
import type { PackedBatch } from './protocol.js';

/** One partition as one subscription or reader reads it. */
export interface Lane {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  /** The next offset to fetch. */
  position: number;
  /** Everything before this was handed over and its handler has resolved, or there is nothing. */
  done: number;
  /** False once it was taken out. */
  active: boolean;
  failures: number;
  pause: NodeJS.Timeout | undefined;
}

/** Resolves to the offset from which on the lane is to be delivered again, or undefined when all was taken. */
export type Deliver = (lane: Lane, batch: Batch) => Promise<number | undefined>;

export interface PumpOptions {
  readonly maxBatch: number;
  readonly retryMs: number;
  readonly deliver: Deliver;
  readonly advanced?: () => void;
  /** Fetching failed and is tried again. */
  readonly trouble: (error: unknown) => void;
}

interface Ahead {
  readonly lane: Lane;
  readonly from: number;
  readonly packed: Promise<PackedBatch | Error>;
}

const FIRST_PAUSE_MS = 50;

/** Hands batches of its lanes over, one at a time and in turn, and fetches the next while one is being handled. */
export class Pump {
  private readonly lanes: Lane[] = [];
  private turn = 0;
  private stopping = false;
  private wakeUp: (() => void) | undefined;
  private running: { readonly lane: Lane; readonly finished: Promise<void> } | undefined;
  private readonly finished: Promise<void>;
  private readonly unlisten: () => void;

  constructor(private readonly bridge: Bridge, private readonly ends: Ends, private readonly options: PumpOptions) {
    this.unlisten = ends.listen(() => this.wakeUp?.());
    this.finished = this.run();
  }

  add(place: { readonly id: number; readonly topic: string; readonly partition: number }, position: number): Lane {
    const lane: Lane = { ...place, position, done: position, active: true, failures: 0, pause: undefined };
    this.lanes.push(lane);
    this.wakeUp?.();
    return lane;
  }

  /** Resolves when the lane's running handler, if any, is through. */
  async remove(lane: Lane): Promise<void> {
    this.drop(lane);
    if (this.running?.lane === lane) await this.running.finished;
  }

  /** Takes the lane out at once; a running handler goes on. */
  drop(lane: Lane): void {
    lane.active = false;
    clearTimeout(lane.pause);
    const at = this.lanes.indexOf(lane);
    if (at >= 0) this.lanes.splice(at, 1);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.unlisten();
    for (const lane of this.lanes) clearTimeout(lane.pause);
    this.wakeUp?.();
    await this.finished;
  }

  private async run(): Promise<void> {
    let ahead: Ahead | undefined;
    while (!this.stopping) {
      const current = ahead ?? this.fetchNext();
      ahead = undefined;
      if (current === undefined) {
        await this.sleep();
        continue;
      }
      const { lane, from } = current;
      const packed = await current.packed;
      // Meanwhile the lane may have been taken out, or set back by a throw.
      if (this.stopping || !lane.active || lane.pause !== undefined || lane.position !== from) continue;
      if (packed instanceof Error) {
        this.options.trouble(packed);
        this.pause(lane);
        continue;
      }
      lane.position = packed.next;
      if (packed.offsets.length === 0) {
        this.advance(lane, packed.next);
        continue;
      }
      ahead = this.fetchNext();
      await this.handOver(lane, unpackBatch(lane.topic, lane.partition, packed), packed.next);
    }
  }

  private async handOver(lane: Lane, batch: Batch, next: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.running = { lane, finished: promise };
    const again = await this.options.deliver(lane, batch);
    this.running = undefined;
    if (again === undefined) {
      lane.failures = 0;
      this.advance(lane, next);
    } else {
      if (again > lane.done) lane.failures = 0;
      lane.position = again;
      lane.done = again;
      this.pause(lane);
    }
    resolve();
  }

  private advance(lane: Lane, done: number): void {
    lane.done = done;
    this.options.advanced?.();
  }

  private pause(lane: Lane): void {
    if (!lane.active || this.stopping) return;
    const ms = Math.min(this.options.retryMs, FIRST_PAUSE_MS * 2 ** Math.min(lane.failures, 20));
    lane.failures += 1;
    lane.pause = setTimeout(() => {
      lane.pause = undefined;
      this.wakeUp?.();
    }, ms);
  }

  private fetchNext(): Ahead | undefined {
    for (let i = 0; i < this.lanes.length; i += 1) {
      const lane = this.lanes[(this.turn + i) % this.lanes.length];
      if (lane === undefined || lane.pause !== undefined || lane.position >= this.ends.of(lane.id)) continue;
      this.turn = (this.turn + i + 1) % this.lanes.length;
      const packed = this.bridge.call('fetch', [lane.id, lane.position, this.options.maxBatch]).catch((error: unknown) => error as Error);
      return { lane, from: lane.position, packed };
    }
    return undefined;
  }

  private async sleep(): Promise<void> {
    if (this.stopping) return;
    await new Promise<void>((resolve) => (this.wakeUp = resolve));
    this.wakeUp = undefined;
  }
}
