/** What waits on the disk, in figures. */
export class Backlog {
  /** As `recordBytes` counts, without what the disk needs around it. */
  bytes: number;
  /** When the oldest of it came, ms; undefined where that is not known or nothing waits. */
  oldestAt: number | undefined;
  /** Why the disk did not take the last append that was to go there; undefined when it took it. */
  refusal: string | undefined;
  drained = 0;
  /** Appends by where they went, since the last look. */
  readonly ways = { log: 0, spool: 0, refused: 0 };

  constructor(inheritedBytes: number, private readonly maxBytes: number) {
    this.bytes = inheritedBytes;
  }

  full(more: number): boolean {
    return this.bytes + more > this.maxBytes;
  }

  took(bytes: number, at: number): void {
    this.bytes += bytes;
    this.oldestAt ??= at;
  }

  gave(bytes: number): void {
    this.bytes = Math.max(0, this.bytes - bytes);
  }

  empty(): void {
    this.bytes = 0;
    this.oldestAt = undefined;
  }
}
