import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf, within } from '../errors.js';
import type { Lane } from './lane.js';

export interface Offsets {
  readonly topics: { topic: string; partitions: { partition: number; offset: string }[] }[];
}

/** Between two tries of a commit that failed, ms. */
const AGAIN_MS = 100;

/** Commits what lanes have done: one request at a time, each with the newest of all lanes; of lanes that were lost nothing. */
export class Committer {
  private readonly due = new Map<Lane, number>();
  private running: Promise<void> | undefined;
  private closed = false;

  constructor(
    /** Commits as the member that we are now; rejects when the group is being sorted out or away. */
    private readonly commit: (offsets: Offsets) => Promise<void>,
    private readonly failed: (reason: string) => void,
  ) {}

  done(lane: Lane, next: number): void {
    this.due.set(lane, next);
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  /** Resolves when all is committed that still is ours; rejects when that takes longer than `ms`. Then nothing is committed any more. */
  async flush(ms: number): Promise<void> {
    const settled = async (): Promise<void> => {
      while (this.running !== undefined) await this.running;
    };
    await within(ms, settled(), () => new Error(`a commit took more than ${ms} ms`)).finally(() => (this.closed = true));
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      const now = [...this.due].filter(([lane]) => !lane.stale);
      this.due.clear();
      if (now.length === 0) return;
      try {
        await this.commit(offsetsOf(now));
      } catch (error) {
        this.failed(reasonOf(error));
        for (const [lane, next] of now) if (!this.due.has(lane)) this.due.set(lane, next);
        await pause(AGAIN_MS);
      }
    }
  }
}

const offsetsOf = (done: readonly (readonly [Lane, number])[]): Offsets => ({
  topics: [...Map.groupBy(done, ([lane]) => lane.topic)].map(([topic, lanes]) => ({
    topic,
    partitions: lanes.map(([{ partition }, next]) => ({ partition, offset: String(next) })),
  })),
});
