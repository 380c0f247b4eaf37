import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@culprit/ports';
import { ApiFailure } from '../api/api.js';
import type { LeaseApi } from './api.js';
import { deadline, held, isFree, observe, released, type Lease, type Observed, type Times } from './lease.js';

export interface ElectionOptions {
  readonly api: LeaseApi;
  readonly me: string;
  readonly name: string;
  readonly times: Times;
  readonly clock: Clock;
  /** Ends it all. */
  readonly signal: AbortSignal;
  /** Why it is not ours: who has it, or what went wrong. */
  readonly standsBy: (reason: string, isFault: boolean) => void;
  readonly monotonic?: () => number;
}

/** Having the lease, for as long as nobody else can. */
export interface Term {
  /** False from the deadline on, whatever timers have seen of it: a process that was stopped wakes up without it. */
  has(): boolean;
  /** Aborts when the term is over. */
  readonly over: AbortSignal;
  /** Gives the lease back. */
  end(): Promise<void>;
}

/** How soon a term that is over is noticed by itself; what would be written asks anyway. */
const LOOK_MS = 250;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const wait = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);

/** Resolves with a term as soon as the lease is ours; undefined when `signal` aborts first. */
export const elected = async (options: ElectionOptions): Promise<Term | undefined> => {
  const { api, me, name, times, clock, signal, standsBy, monotonic = () => performance.now() } = options;
  let observed: Observed | undefined;
  while (!signal.aborted) {
    try {
      const lease: Lease = (await api.get()) ?? { metadata: { name } };
      observed = observe(observed, lease, monotonic());
      if (isFree(lease, observed, me, times, monotonic())) {
        const asked = { monotonic: monotonic(), wall: clock.now() };
        return serve(options, await api.put(held(lease, me, times, asked.wall)), asked, monotonic);
      }
      standsBy(lease.spec?.holderIdentity ?? '', false);
    } catch (error) {
      // another was quicker: it will be seen at the next look
      if (!(error instanceof ApiFailure && error.status === 409)) standsBy(reasonOf(error), true);
    }
    await wait(times.lookMs, signal);
  }
  return undefined;
};

const serve = ({ api, me, times, clock }: ElectionOptions, first: Lease, asked: { monotonic: number; wall: number }, monotonic: () => number): Term => {
  const over = new AbortController();
  let lease = first;
  let until = { monotonic: deadline(times, asked.monotonic), wall: deadline(times, asked.wall) };
  // a machine that slept may have stopped the one clock, and somebody who set it the other
  const has = (): boolean => !over.signal.aborted && monotonic() < until.monotonic && clock.now() < until.wall;
  const look = setInterval(() => {
    if (!has()) over.abort();
  }, LOOK_MS);
  over.signal.addEventListener('abort', () => clearInterval(look), { once: true });

  const renew = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await wait(times.renewMs, over.signal);
      if (!has()) break;
      const at = { monotonic: monotonic(), wall: clock.now() };
      try {
        lease = await api.put(held(lease, me, times, at.wall));
        until = { monotonic: deadline(times, at.monotonic), wall: deadline(times, at.wall) };
      } catch (error) {
        // who wrote it must be known before it is written again
        const now = await api.get().catch(() => undefined);
        if (now?.spec?.holderIdentity === me) lease = now;
        else if (now !== undefined && error instanceof ApiFailure && error.status === 409) break;
      }
    }
    over.abort();
  };
  const renewing = renew();
  const end = async (): Promise<void> => {
    const had = has();
    over.abort();
    await renewing;
    if (had) await api.put(released(lease, clock.now())).catch(() => undefined);
  };
  return { has, over: over.signal, end };
};
