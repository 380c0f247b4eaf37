import type { Time } from '@culprit/domain';
import type { z } from 'zod';
import type { Said } from './contract.js';

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

/** Some of the answer. The ids are those that the webhook of the same fact gives, so that what both tell is one. */
export interface Page {
  readonly events: readonly Said[];
  /** What the sender was asked to send again by itself, if that is its way. */
  readonly redelivered?: number;
}

/** How what a sender's webhooks missed is found: one file of its folder, `reconcile.ts`. Off unless an endpoint's configuration has `reconcile`. */
export interface Reconciler<S = unknown> {
  /** What `reconcile:` of an endpoint says besides `token` and `every`; each field with a sentence (`.describe`). */
  readonly settings: z.ZodType<S>;
  /** How far before the last round the next one looks again, s: senders index late. */
  readonly overlapSeconds: number;
  /** Pages in any order; each is written before the next is asked for. A throw ends the round, and the next one asks from the same `since`. */
  readonly gather: (question: Question<S>) => AsyncIterable<Page>;
}

/** A reconciler as its folder exports it: what its settings are is its own business. */
export const reconciler = <S>(definition: Reconciler<S>): Reconciler => definition as unknown as Reconciler;
