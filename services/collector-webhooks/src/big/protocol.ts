import type { Environment, Time } from '@culprit/domain';
import type { Examined } from '../delivery/examine.js';
import type { Signed } from '../provider/contract.js';

/** A delivery on its way to the worker: everything that it is judged by, as data. */
export interface Question {
  readonly id: number;
  readonly provider: string;
  readonly secrets: readonly string[];
  readonly settings: unknown;
  readonly headers: Signed['headers'];
  readonly body: Uint8Array;
  readonly token: string | undefined;
  readonly now: number;
  readonly endpoint: string | undefined;
  readonly environments: readonly Environment[];
  readonly environment: string | undefined;
  readonly services: Readonly<Record<string, string>>;
  readonly receivedAt: Time;
  readonly keeps: boolean;
}

export type Answer = { readonly id: number } & ({ readonly examined: Examined } | { readonly failed: string });
