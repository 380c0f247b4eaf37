import type { Clock } from '@culprit/ports';

/** Who is limited and not told for how long shall wait a minute, GitHub says, and twice as long each time that it is limited again. */
const USUAL_MS = 60_000;
/** A clock of theirs that is wrong must not shut us out for good. */
const LONGEST_MS = 3_600_000;

type Headers = Readonly<Record<string, string | number | undefined>>;
export interface Refused {
  readonly status: number;
  readonly headers: Headers;
  readonly message: string;
}

export interface Gate {
  /** How long nothing may be asked, ms; 0 when something may. */
  closedFor(): number;
  /** Looks at every answer: the one that spends the last request closes the gate too. */
  heed(headers: Headers): void;
  /** Whether it is a limit of requests that refuses; then the gate is closed. */
  limits(refused: Refused): boolean;
}

/** GitHub's limits of requests, hourly and of bursts: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export const gate = (clock: Clock): Gate => {
  let until = 0;
  /** How often in a row we were limited and not told for how long. */
  let untold = 0;
  const close = (ms: number): void => {
    until = Math.max(until, clock.now() + Math.min(Math.max(ms, 1_000), LONGEST_MS));
  };
  const untilReset = (headers: Headers): number | undefined => {
    const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
    return String(headers['x-ratelimit-remaining']) === '0' && Number.isFinite(reset) ? reset * 1_000 - clock.now() : undefined;
  };
  return {
    closedFor: () => Math.max(0, until - clock.now()),
    heed: (headers) => {
      untold = 0;
      const ms = untilReset(headers);
      if (ms !== undefined) close(ms);
    },
    limits: ({ status, headers, message }) => {
      const after = Number(headers['retry-after'] ?? Number.NaN);
      const ms = Number.isFinite(after) ? after * 1_000 : untilReset(headers);
      // a plain 403 is no limit: the token may not see it
      if (status !== 429 && !(status === 403 && (ms !== undefined || /rate limit|abuse/i.test(message)))) return false;
      close(ms ?? USUAL_MS * 2 ** untold++);
      return true;
    },
  };
};
