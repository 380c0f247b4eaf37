import type { Position } from '@culprit/ports';

/** One `append`: settled once, when the last of its records is durable or the first has failed. */
export class Call {
  readonly done: Promise<Position[]>;
  settled = false;
  private readonly positions: Position[];
  private open: number;
  private readonly timer: NodeJS.Timeout;
  private resolve: (positions: Position[]) => void = () => {};
  private refuse: (error: Error) => void = () => {};

  constructor(size: number, timeoutMs: number, late: () => Error, private readonly signal?: AbortSignal) {
    this.positions = new Array<Position>(size);
    this.open = size;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.refuse = reject;
    });
    this.timer = setTimeout(() => this.reject(late()), timeoutMs);
  }

  /** Nobody wants it written any more: its caller was told that it failed, or has withdrawn it. */
  get dropped(): boolean {
    return this.settled || this.signal?.aborted === true;
  }

  written(index: number, position: Position): void {
    this.positions[index] = position;
    this.open -= 1;
    if (this.open > 0 || this.settled) return;
    this.settle();
    this.resolve(this.positions);
  }

  reject(error: Error): void {
    if (this.settled) return;
    this.settle();
    this.refuse(error);
  }

  private settle(): void {
    this.settled = true;
    clearTimeout(this.timer);
  }
}
