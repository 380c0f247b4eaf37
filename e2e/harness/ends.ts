/** What was started and how it ends; the last started ends first. */
export class Ends {
  readonly #ends: (() => Promise<void>)[] = [];

  keep<T>(one: T, end: () => Promise<void>): T {
    this.#ends.unshift(end);
    return one;
  }

  /** Ends all of it, also when one of them does not want to. */
  async all(): Promise<void> {
    const failed: unknown[] = [];
    for (const end of this.#ends.splice(0)) await end().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw new AggregateError(failed, 'not everything ended cleanly');
  }
}

/** As `Promise.all`, but waits for the others too when one fails: nothing is still starting when it rejects. */
export const settled = async <T extends readonly unknown[]>(promises: readonly [...{ [K in keyof T]: Promise<T[K]> }]): Promise<T> => {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as unknown as T;
};
