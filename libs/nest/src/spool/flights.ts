import type { NewRecord } from '@culprit/ports';

/** An append that is on its way to the log. */
export interface Flight {
  readonly records: readonly NewRecord[];
  readonly order: string;
  /** When it left, by the monotonic clock, ms. */
  readonly at: number;
  resolve(): void;
  reject(reason: unknown): void;
}

/** Appends on their way, oldest first, and one timer for all of them: `late` is called when the oldest is older than `budgetMs`. */
export class Flights {
  readonly #flying = new Set<Flight>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly budgetMs: number, private readonly late: () => void) {}

  add(flight: Flight): void {
    this.#flying.add(flight);
    this.timer ??= setTimeout(this.#look, this.budgetMs);
  }

  /** False when it was taken out before. */
  landed(flight: Flight): boolean {
    return this.#flying.delete(flight);
  }

  has(flight: Flight): boolean {
    return this.#flying.has(flight);
  }

  /** Takes all out, in the order in which they left. */
  takeAll(): Flight[] {
    const all = [...this.#flying];
    this.#flying.clear();
    return all;
  }

  // After a pause of the whole process the acknowledgement may have come and not been read yet: the turn's input first.
  readonly #look = (): void => void setImmediate(() => {
    this.timer = undefined;
    const [oldest] = this.#flying;
    if (oldest === undefined) return;
    const left = oldest.at + this.budgetMs - performance.now();
    if (left <= 0) return this.late();
    this.timer = setTimeout(this.#look, left);
  });
}
