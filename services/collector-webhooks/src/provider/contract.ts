import type { Alert, Change, Time } from '@culprit/domain';

/** A delivery as a provider reads it: authenticated, its body parsed and found harmless. */
export interface Delivery {
  /** Those of the provider's `headers` that were sent; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The last part of `/webhooks/:provider/:endpoint`. */
  readonly endpoint: string | undefined;
  readonly receivedAt: Time;
}

/** An event in its sender's words: the door puts in which environment it is, and clamps its times. */
export type Said =
  | { readonly kind: 'change'; readonly event: Change }
  | { readonly kind: 'alert'; readonly event: Omit<Alert, 'environment'> & { readonly environment?: string | undefined } };

export type Normalized =
  | { readonly is: 'ok'; readonly events: readonly Said[] }
  | { readonly is: 'skip'; readonly reason: string }
  | { readonly is: 'reject'; readonly reason: string };

export const ok = (events: readonly Said[]): Normalized => ({ is: 'ok', events });
/** Nothing to do, for a reason that somebody wants to read at night. */
export const skip = (reason: string): Normalized => ({ is: 'skip', reason });
/** We should have understood it and do not: it becomes a dead letter. */
export const reject = (reason: string): Normalized => ({ is: 'reject', reason });

/** What a signature is over: the bytes as they came, and the headers in lower case. */
export interface Signed {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** Given the configured secrets once, says of each request whether one of them signed it. Never throws, and takes equally long. */
export type Verify = (secrets: readonly string[]) => (request: Signed) => boolean | Promise<boolean>;

/** One sender: a folder under `providers/` and a line in `providers/index.ts`. */
export interface Provider {
  /** Its route (`/webhooks/<name>`), its metrics label and `source.provider`. */
  readonly name: string;
  /** Named in configuration: `COLLECTOR_WEBHOOKS_<NAME>_SECRETS` sign the body, `..._TOKENS` are shown as they are. */
  readonly credential: 'SECRETS' | 'TOKENS';
  readonly verify: Verify;
  /** Pure: equal deliveries give equal events. */
  readonly normalize: (delivery: Delivery) => Normalized;
  /** The headers that `normalize` reads; kept with the raw delivery, so never one that carries a secret. */
  readonly headers: readonly string[];
  /** The header that stays the same when the sender delivers again. */
  readonly deliveryId?: string;
  /** Largest body, bytes; default 1 MiB. */
  readonly maxBytes?: number;
  /** Most keys and array items of a body; default 10,000. */
  readonly maxKeys?: number;
}
