import { BroadcastChannel } from 'node:worker_threads';
import type { Database } from './database.js';

export interface ChangesOptions {
  readonly path: string;
  readonly pollMs: number;
  readonly tellEnds: (ends: readonly (readonly [number, number])[]) => void;
  readonly refreshGroups: () => Promise<void>;
  readonly trouble: (doing: string, error: unknown) => void;
}

/**
 * Notices what was written, by us and by others. Within a process the writers say so; across processes SQLite's `data_version`, a number
 * in shared memory, is looked at every `pollMs`.
 */
export class Changes {
  private readonly channel: BroadcastChannel;
  private readonly timer: NodeJS.Timeout;
  private readonly ends = new Map<number, number>();
  private version = -1;
  private refreshing: Promise<void> | undefined;
  private again = false;

  constructor(private readonly db: Database, private readonly options: ChangesOptions) {
    this.channel = new BroadcastChannel(`culprit-log:${options.path}`);
    this.channel.onmessage = () => this.refresh();
    this.channel.unref();
    this.timer = setInterval(() => this.poll(), options.pollMs);
  }

  /** We have written: tells the others of this process, and our own readers and members. */
  wrote(): void {
    this.channel.postMessage(null);
    this.refresh();
  }

  close(): void {
    clearInterval(this.timer);
    this.channel.close();
  }

  private poll(): void {
    const [version] = this.db.rows('PRAGMA data_version').get() as unknown as [number];
    if (version === this.version) return;
    this.version = version;
    this.refresh();
  }

  private refresh(): void {
    this.again = true;
    this.refreshing ??= this.run();
  }

  private async run(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        this.tellEnds();
        await this.options.refreshGroups();
      } catch (error) {
        // The next change or poll tries again.
        this.version = -1;
        this.options.trouble('noticing what was written', error);
      }
    }
    this.refreshing = undefined;
  }

  private tellEnds(): void {
    const moved = (this.db.rows('SELECT id, next FROM partitions').all() as unknown as [number, number][])
      .filter(([id, next]) => this.ends.get(id) !== next);
    for (const [id, next] of moved) this.ends.set(id, next);
    if (moved.length > 0) this.options.tellEnds(moved);
  }
}
