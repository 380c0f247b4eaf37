/** In budgets: how soon after it came back a log that fails again has lost trust, and how long it has to prove itself then, at first and at most. */
const [RELAPSE, FIRST, LONGEST] = [75, 1, 40];

/**
 * When a log that was away is trusted again: the first time at once, then after it has acknowledged in time for a while that doubles with each relapse.
 * A log that is too slow for us would otherwise be tried again and again, and each try makes senders wait. Knows no clock.
 */
export class Trust {
  #backAt = Number.NEGATIVE_INFINITY;
  #ask = 0;
  #goodSince: number | undefined;

  /** How long the log has to acknowledge an append, ms. */
  constructor(private readonly budgetMs: number) {}

  lost(now: number): void {
    const relapsed = now - this.#backAt < RELAPSE * this.budgetMs;
    this.#ask = relapsed ? Math.min(LONGEST * this.budgetMs, Math.max(FIRST * this.budgetMs, this.#ask * 2)) : 0;
    this.#goodSince = undefined;
  }

  /** Something was not acknowledged in time while it was away. */
  bad(): void {
    this.#goodSince = undefined;
  }

  /** Something was. True: it is trusted from now on. */
  good(now: number): boolean {
    this.#goodSince ??= now;
    if (now - this.#goodSince < this.#ask) return false;
    this.#backAt = now;
    return true;
  }
}
