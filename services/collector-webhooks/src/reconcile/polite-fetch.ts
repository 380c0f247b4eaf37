import type { Clock } from '@culprit/ports';

const TIMEOUT_MS = 30_000;
const TRIES = 4;
/** Senders who say nothing of how long to wait. */
const PAUSE_MS = 1_000;

export interface Manners {
  readonly clock: Clock;
  /** Resolves after so many ms, rejects when the round is called off. */
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** No wait is longer, ms: rather the next round asks again. */
  readonly patienceMs: number;
  readonly fetch?: typeof fetch;
}

/** A fetch that waits where it is told to: 429, `Retry-After`, a spent rate limit; 5xx and broken connections are tried again. */
export const politeFetch = ({ clock, wait, signal, patienceMs, fetch: ask = fetch }: Manners): typeof fetch => async (input, init) => {
  const where = hostOf(input);
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(input, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS), ...(init?.signal ? [init.signal] : [])]) }).catch((error: unknown) => {
      if (signal.aborted || attempt === TRIES) throw new Error(`${where} cannot be reached`, { cause: error });
      return undefined;
    });
    const pause = answer === undefined ? PAUSE_MS * 2 ** attempt : pauseOf(answer, attempt, clock.now());
    if (answer !== undefined && pause === undefined) return answer;
    if (attempt === TRIES || (pause ?? 0) > patienceMs) {
      if (answer === undefined) throw new Error(`${where} cannot be reached`);
      await answer.body?.cancel();
      throw new Error(answer.status === 429 || answer.status === 403 ? `${where} asks to wait ${Math.ceil((pause ?? 0) / 1000)} s (rate limit)` : `${where} answers ${answer.status}`);
    }
    await answer?.body?.cancel();
    await wait(pause ?? PAUSE_MS);
  }
};

const hostOf = (input: Parameters<typeof fetch>[0]): string => {
  const text = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
  return URL.canParse(text) ? new URL(text).host : text.slice(0, 100);
};

/** How long an answer asks to wait before the request is sent again, ms; undefined: it is to be taken as it is. */
const pauseOf = ({ status, headers }: Response, attempt: number, now: number): number | undefined => {
  const spent = status === 403 && headers.get('x-ratelimit-remaining') === '0';
  if (status !== 429 && !spent && status < 500) return undefined;
  const after = headers.get('retry-after');
  if (after !== null) return /^\d+$/.test(after) ? Number(after) * 1000 : Math.max(0, Date.parse(after) - now) || PAUSE_MS;
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset') ?? Number.NaN);
  // epoch seconds at some, seconds from now at others
  if ((status === 429 || spent) && Number.isFinite(reset)) return Math.max(PAUSE_MS, reset > 1e9 ? reset * 1000 - now : reset * 1000);
  return PAUSE_MS * 2 ** attempt;
};
