import type { Time } from '@culprit/domain';
import type { z } from 'zod';

/** What a reconciler is asked: everything that the sender says happened from `since` to `until`. */
export interface Question<S = unknown> {
  readonly settings: S;
  /** The credential that the configuration names; empty when it names none. */
  readonly token: string;
  readonly endpoint: string | undefined;
  readonly since: Time;
  readonly until: Time;
  readonly receivedAt: Time;
  /**
   * As the global one, and polite: 30 s for an answer, waits as long as a 429 or a spent limit asks (at most until the next round), tries 5xx and broken
   * connections again, rejects in words for what remains of them. Clients of the sender's own take it where they let one in.
   */
  readonly fetch: typeof fetch;
}

/** A thing that happened, in the shape in which the sender's webhook would have told it: it is read by the same `normalize`, so the ids are the same. */
export interface Row {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Some of the answer. */
export interface Page {
  readonly rows: readonly Row[];
  /** How many deliveries the sender was asked to send again by itself, if that is its way. */
  readonly redelivered?: number;
}

/** How what a sender's webhooks missed is found: one file of its folder, `reconcile.ts`. Off unless an endpoint's configuration has `reconcile`. */
export interface Reconciler<S = unknown> {
  /** What `reconcile:` of an endpoint says besides `token` and `every`; each field with a sentence (`.describe`). */
  readonly settings: z.ZodType<S>;
  /** How far before the last round the next one looks again, s: senders index late. */
  readonly overlapSeconds: number;
  /** Pages in any order, within them too; each is written before the next is asked for. A throw ends the round, and the next one asks from the same `since`. */
  readonly gather: (question: Question<S>) => AsyncIterable<Page>;
}

/** A reconciler as its folder exports it: what its settings are is its own business. */
export const reconciler = <S>(definition: Reconciler<S>): Reconciler => definition as unknown as Reconciler;

/** A fetch that goes nowhere but to `base`: a paging link or a redirect to another host would take the token there. */
export const within = (base: string, ask: typeof fetch): typeof fetch => {
  const { origin } = new URL(base);
  return async (input, init) => {
    const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
    if (url.origin !== origin) throw new Error(`${origin} leads to ${url.origin}, where its token is not taken`);
    const answer = await ask(input, { ...init, redirect: 'manual' });
    if (answer.status < 300 || answer.status >= 400) return answer;
    await answer.body?.cancel();
    throw new Error(`${origin} answers with a redirect (${answer.status}), which is not followed`);
  };
};
