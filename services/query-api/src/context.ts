import { fadingOf, timeOf, usualFading, type Environment, type Fading, type Rules, type Time } from '@culprit/domain';
import type { World } from '@culprit/nest';
import type { CodeHost, ReadStore } from '@culprit/ports';
import { UserFault } from './errors.js';
import { givenIn, type Giving } from './given.js';
import { loadersOf, type Loaders } from './loaders.js';

/** What every resolver of one request shares. */
export interface Context {
  /** One instant for the whole answer. */
  readonly now: Time;
  readonly loaders: Loaders;
  /** Where repositories live; undefined where nobody gave a token for it. */
  readonly code: CodeHost | undefined;
  /** How far calls are followed that have not been seen for long: as the correlator does. */
  readonly fading: Fading;
  /** What was asked, with the names that environments have in this house. */
  readonly given: Giving;
  /** Asks the store; rejects with a `UserFault` when the request's time is over. */
  ask<T>(question: (store: ReadStore) => Promise<T>): Promise<T>;
}

/** `seconds`: how long the store may take for all that one request asks; `signal` is aborted then. */
export const contextOf = ({ store, clock, code }: Pick<World, 'store' | 'clock' | 'code'>, environments: readonly Environment[], rules: Rules | undefined, seconds: number, signal: AbortSignal = AbortSignal.timeout(seconds * 1000)): Context => {
  const expired = (): UserFault => new UserFault(`no answer within ${seconds} s: ask for a shorter time or fewer items`, 'TIMEOUT');
  const over = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(expired()), { once: true }));
  over.catch(() => {}); // Nobody may be asking when the time is over.
  const now = timeOf(clock.now());
  const fading = rules === undefined ? usualFading : fadingOf(rules);
  const ask: Context['ask'] = (question) => {
    if (signal.aborted) return Promise.reject(expired());
    const asked = question(store);
    asked.catch(() => {}); // Whoever asked has been told of the time already.
    return Promise.race([asked, over]);
  };
  return { now, ask, code, fading, loaders: loadersOf(ask, now, fading, rules), given: givenIn(environments) };
};
