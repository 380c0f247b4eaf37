/** How much may be read in the long run. Work is paid for when it is done and its size is known: whoever comes while more is owed than may be comes too early. */
export class Budget {
  private owed = 0;
  private at = Number.NEGATIVE_INFINITY;

  /** `perSecond`, and so much of it at once. */
  constructor(private readonly perSecond: number, private readonly burstSeconds = 2) {}

  /** Seconds after which to come again; 0: now. */
  wait(now: number): number {
    this.settle(now);
    const over = this.owed - this.perSecond * this.burstSeconds;
    return over <= 0 ? 0 : Math.min(60, Math.max(1, Math.ceil(over / this.perSecond)));
  }

  spend(amount: number, now: number): void {
    this.settle(now);
    this.owed += amount;
  }

  private settle(now: number): void {
    if (now > this.at) this.owed = Math.max(0, this.owed - ((now - this.at) / 1000) * this.perSecond);
    this.at = Math.max(this.at, now);
  }
}
