/**
 * Where an append goes: on to the log, or to the disk behind what waits there. The disk is one queue, so what waits is known by offsets. Knows
 * no clock and does no IO.
 */
export class Course {
  /** Since when the log does not acknowledge, ms; undefined while it does. */
  awaySince: number | undefined;
  /** What is on the disk before this offset is on its way to the log or there. */
  #sent: number;
  /** What is before this offset is on the log. */
  #done: number;
  #end: number;
  /** What an earlier process left stands before this; nobody knows whose it is, so all wait for it. */
  readonly #inherited: number;
  readonly #waiting = new Map<string, { under: number; last: number }>();

  /** The offsets of what an earlier process left: from the first to behind the last. */
  constructor(first: number, end: number) {
    this.#sent = first;
    this.#done = first;
    this.#end = end;
    this.#inherited = end;
  }

  /** Records on the disk that the log has not acknowledged. */
  get records(): number {
    return this.#end - this.#done;
  }

  straight(order: string): boolean {
    if (this.awaySince !== undefined || this.#sent < this.#inherited) return false;
    const waiting = this.#waiting.get(order);
    if (waiting === undefined) return true;
    return waiting.under === 0 && waiting.last < this.#sent;
  }

  /** True when that is news. */
  away(since: number): boolean {
    if (this.awaySince !== undefined) return false;
    this.awaySince = since;
    return true;
  }

  back(): void {
    this.awaySince = undefined;
  }

  /** An append of this order is being written to the disk. */
  writing(order: string): void {
    const waiting = this.#waiting.get(order) ?? { under: 0, last: -1 };
    waiting.under += 1;
    this.#waiting.set(order, waiting);
  }

  /** It was, and its last record stands at `last`. */
  written(order: string, last: number): void {
    this.#end = Math.max(this.#end, last + 1);
    const waiting = this.#waiting.get(order);
    if (waiting === undefined) return;
    waiting.under -= 1;
    waiting.last = Math.max(waiting.last, last);
  }

  /** It was not, as far as we know. */
  refused(order: string): void {
    const waiting = this.#waiting.get(order);
    if (waiting === undefined) return;
    waiting.under -= 1;
  }

  /** What stands before `next` has been handed to the log; what is handed to it from now on comes behind. */
  sending(next: number): void {
    this.#sent = next;
    // What was refused may have been written all the same.
    this.#end = Math.max(this.#end, next);
  }

  /** The log has acknowledged it. */
  sent(next: number): void {
    this.#done = next;
    // Not before: what is on its way may be set back.
    for (const [order, { under, last }] of this.#waiting) if (under === 0 && last < next) this.#waiting.delete(order);
  }

  /** The log has not. */
  setBack(): void {
    this.#sent = this.#done;
  }
}
