import { createHash } from 'node:crypto';

export interface Remembered<A> {
  readonly bodyHash: string;
  readonly at: number;
  readonly answer: Promise<A>;
}

/** How long a key is kept, ms, and how many are. */
const KEPT_MS = 24 * 3_600_000;
const MOST = 10_000;

export const hashOf = (body: Buffer): string => createHash('sha256').update(body).digest('base64url');

/**
 * `Idempotency-Key`: the first request under a key is done, later ones get its answer, also while it is still under way. Another body under the
 * same key is a mistake of the sender's. Keys live for a day.
 */
export class Idempotency<A> {
  readonly #known = new Map<string, Remembered<A>>();

  /** `conflict` when the key stands for another body; `keep` says which answers are worth repeating. */
  async once(key: string, body: Buffer, now: number, work: () => Promise<A>, keep: (answer: A) => boolean): Promise<A | 'conflict'> {
    const bodyHash = hashOf(body);
    const known = this.#known.get(key);
    if (known !== undefined && now - known.at < KEPT_MS) return known.bodyHash === bodyHash ? known.answer : 'conflict';
    const remembered = { bodyHash, at: now, answer: work() };
    this.remember(key, remembered);
    try {
      const answer = await remembered.answer;
      if (!keep(answer)) this.#forget(key, remembered);
      return answer;
    } catch (error) {
      this.#forget(key, remembered);
      throw error;
    }
  }

  remember(key: string, remembered: Remembered<A>): void {
    this.#known.delete(key);
    this.#known.set(key, remembered);
    for (const [oldest, { at }] of this.#known) {
      if (this.#known.size <= MOST && remembered.at - at < KEPT_MS) break;
      this.#known.delete(oldest);
    }
  }

  #forget(key: string, remembered: Remembered<A>): void {
    if (this.#known.get(key) === remembered) this.#known.delete(key);
  }

  /** Keys from before this moment are forgotten anyway. */
  static since(now: number): number {
    return now - KEPT_MS;
  }
}
