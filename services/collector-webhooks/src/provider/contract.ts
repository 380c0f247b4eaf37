import type { Alert, Change, Time } from '@culprit/domain';
import type { z } from 'zod';
import type { Reconciler } from './reconcile.js';

/** A delivery as a provider reads it: authenticated, its body parsed and found harmless. `S` is what its endpoint's configuration may say to it. */
export interface Delivery<S = unknown> {
  /** Those of the provider's `headers` that were sent; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; integers beyond 2^53 are `bigint`. */
  readonly body: unknown;
  /** The part of `/webhooks/:provider/:endpoint`. */
  readonly endpoint: string | undefined;
  readonly receivedAt: Time;
  /** What the endpoint's configuration says, as the provider's `settings` parsed it; that of an empty one when it says nothing. */
  readonly settings: S;
}

/** An event in its sender's words: the door puts in which environment it is, clamps its times and redacts its texts. */
export type Said =
  | { readonly kind: 'change'; readonly event: Change }
  | { readonly kind: 'alert'; readonly event: Omit<Alert, 'environment'> & { readonly environment?: string | undefined } };

export type Normalized =
  | { readonly is: 'ok'; readonly events: readonly Said[] }
  | { readonly is: 'skip'; readonly reason: string; readonly visit?: string }
  | { readonly is: 'reject'; readonly reason: string };

export const ok = (events: readonly Said[]): Normalized => ({ is: 'ok', events });
/**
 * Nothing to do, for a reason that somebody wants to read at night. `visit`: an https address that the sender wants to see fetched once (SNS confirms a
 * subscription so); the house does it, never towards a private address.
 */
export const skip = (reason: string, visit?: string): Normalized => (visit === undefined ? { is: 'skip', reason } : { is: 'skip', reason, visit });
/** We should have understood it and do not: it becomes a dead letter. */
export const reject = (reason: string): Normalized => ({ is: 'reject', reason });

/** What a signature is over: the bytes as they came, and the headers in lower case. */
export interface Signed {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  /** The token in the address: `/webhooks/:provider/:endpoint/:token`, or `?token=`; for senders that can neither sign nor set a header. */
  readonly token?: string | undefined;
  /** When it came, ms: signed timestamps are held against it. */
  readonly now: number;
}

/** What checking a signature may need of the world, and of the endpoint's configuration. */
export interface Around<S = unknown> {
  readonly settings: S;
  /** The text at a public https address, at most 64 KiB, remembered for a day; rejects for anything private, redirected or slow. */
  readonly fetchText: (url: string) => Promise<string>;
}

/** Whether a request is its sender's; `later`: it cannot be said now, and the sender shall send it again. */
export type Verdict = boolean | 'later';
/** Given the configured secrets once, says of each request whether one of them signed it. Never throws, and takes equally long. */
export type Verify<S = unknown> = (secrets: readonly string[], around: Around<S>) => (request: Signed) => Verdict | Promise<Verdict>;

/** The headers with which this sender would send the body: for samples that we send ourselves, and for tests. */
export type Sign = (secret: string, body: Buffer, now: number) => Readonly<Record<string, string>>;

/** One sender: a folder under `providers/` and a line in `providers/index.ts`. */
export interface Provider<S = unknown> {
  /** Its route (`/webhooks/<name>`), its metrics label and `source.provider`. */
  readonly name: string;
  /** Named in configuration: `COLLECTOR_WEBHOOKS_<NAME>_SECRETS` sign the body, `..._TOKENS` are shown as they are. */
  readonly credential: 'SECRETS' | 'TOKENS';
  readonly verify: Verify<S>;
  readonly sign: Sign;
  /** A delivery such as it sends, for `culprit webhook test`; what it tells of happened at `at`. Understood as at least one event. */
  readonly sample: (at: Time) => { readonly headers: Readonly<Record<string, string>>; readonly body: unknown };
  /** Pure: equal deliveries give equal events. */
  readonly normalize: (delivery: Delivery<S>) => Normalized | Promise<Normalized>;
  /** The headers that `normalize` reads; kept with the raw delivery, so never one that carries a secret. */
  readonly headers: readonly string[];
  /** What an endpoint's `settings` in the configuration may say; every field with a default and a sentence (`.describe`). */
  readonly settings?: z.ZodType<S>;
  /** Addresses of its own beside `/webhooks/<name>`, such as `/cloudevents`. */
  readonly routes?: readonly string[];
  /** What clients of an address of its own insist to be answered where others get 200: `/v2/change/enqueue` says 202. */
  readonly thanks?: { readonly status: 200 | 202; readonly body: Readonly<Record<string, string>> };
  /** What an OPTIONS request is answered with, for senders that ask before they send; undefined: 405. */
  readonly greet?: (headers: Signed['headers']) => Readonly<Record<string, string>> | undefined;
  /** How what its webhooks missed is found. */
  readonly reconcile?: Reconciler;
  /** The header that stays the same when the sender delivers again. */
  readonly deliveryId?: string;
  /** Largest body, bytes; default 1 MiB. */
  readonly maxBytes?: number;
  /** Most keys and array items of a body; default 10,000. */
  readonly maxKeys?: number;
}

/** A provider as its folder exports it: what its settings are is its own business. */
export const provider = <S = unknown>(definition: Provider<S>): Provider => definition as unknown as Provider;
