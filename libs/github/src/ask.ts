import { Octokit } from '@octokit/core';
import type { z } from 'zod';
import type { Clock, Logger, Metrics } from '@culprit/ports';
import type { Place } from './address.js';
import { gate } from './gate.js';
import { Guarded, guardedFetch } from './guarded-fetch.js';
import type { Turns } from './turns.js';

/** An answer of which the first page names 300 files with their patches is some megabytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What cannot be answered: the sentence says why, `holdsMs` how long it is of no use to ask again. */
export class Trouble extends Error {
  constructor(readonly reason: string, readonly holdsMs: number) {
    super(reason);
  }
}

export interface Asking {
  readonly api: string;
  /** Asked for before each request, so that a file may change. */
  readonly token: () => Promise<string>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly turns: Turns;
  /** How long one request may take, ms. */
  readonly requestMs: number;
  readonly fetch: typeof fetch;
}

export type Ask = <T>(route: string, place: Place, parameters: Readonly<Record<string, string | number>>, schema: z.ZodType<T>) => Promise<T>;

const SHORT_MS = 15_000;
const MINUTE_MS = 60_000;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** One request after GitHub's own manner; rejects with `Trouble` alone. No word of it or of the log holds the token. */
export const asking = ({ api, token, clock, logger, metrics, turns, requestMs, fetch }: Asking): Ask => {
  const { origin, host } = new URL(api);
  const octokit = new Octokit({ baseUrl: api.replace(/\/+$/, ''), log: silent, request: { fetch: guardedFetch(origin, MOST_BYTES, fetch) } });
  const limit = gate(clock);
  const requests = metrics.counter('culprit_code_host_requests_total', 'Requests to the host of repositories, by how they ended.', ['outcome']);
  const wait = (): Trouble => new Trouble(`${host} asks to wait ${Math.ceil(limit.closedFor() / 1_000)} s (its limit of requests is spent)`, limit.closedFor());

  const troubleOf = (error: unknown, { owner, repo }: Place): Trouble => {
    const { status, response } = error as { status?: number; response?: { headers: Record<string, string>; data: unknown } };
    if (status === undefined || response === undefined) {
      return new Trouble(error instanceof Guarded || (error instanceof Error && error.cause instanceof Guarded) ? (error.cause as Error | undefined ?? error as Error).message : `${host} cannot be reached, or does not answer in time`, SHORT_MS);
    }
    const message = String((response.data as { message?: unknown } | null)?.message ?? '').slice(0, 1_000);
    if (limit.limits({ status, headers: response.headers, message })) {
      logger.warn('The host of repositories asks to wait.', { host, seconds: Math.ceil(limit.closedFor() / 1_000) });
      return wait();
    }
    limit.heed(response.headers);
    if (status === 401) {
      logger.warn('The host of repositories refuses our token (GITHUB_API_TOKEN).', { host });
      return new Trouble(`${host} refuses the token (GITHUB_API_TOKEN)`, MINUTE_MS);
    }
    if (status === 403) return new Trouble(`${host} does not let the token see ${owner}/${repo}`, MINUTE_MS);
    if (status === 404 && /common ancestor/i.test(message)) return new Trouble(`the two commits have no history in common in ${owner}/${repo}`, 10 * MINUTE_MS);
    // a comparison comes with its diff, also where nobody asked for that: "Sorry, this diff is taking too long to generate."
    if (status !== 404 && /\bdiff\b/i.test(message)) return new Trouble(`${host} cannot compare the two commits of ${owner}/${repo}: they differ by too much`, 10 * MINUTE_MS);
    if (status === 404 || status === 422) return new Trouble(`${host} does not know it in ${owner}/${repo} (any more, or not for this token)`, MINUTE_MS);
    return new Trouble(`${host} answers ${status}`, SHORT_MS);
  };

  return (route, place, parameters, schema) => turns.take(async () => {
    if (limit.closedFor() > 0) throw wait();
    const secret = await token().catch(() => undefined);
    if (secret === undefined || secret === '') throw new Trouble('the file of GITHUB_API_TOKEN_FILE cannot be read, or is empty', SHORT_MS);
    try {
      const { data, headers } = await octokit.request(route, { ...place, ...parameters, headers: { authorization: `Bearer ${secret}` }, request: { signal: AbortSignal.timeout(requestMs) } });
      limit.heed(headers as Record<string, string>);
      const read = schema.safeParse(data);
      requests.add(1, { outcome: read.success ? 'answered' : 'strange' });
      if (!read.success) throw new Trouble(`${host} answers something else than expected`, MINUTE_MS);
      return read.data;
    } catch (error) {
      if (error instanceof Trouble) throw error;
      const status = (error as { response?: { status?: number } }).response?.status;
      requests.add(1, { outcome: status === undefined ? 'unreached' : String(status) });
      throw troubleOf(error, place);
    }
  });
};
