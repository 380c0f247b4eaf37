import type { Clock, CodeHost, Compared, Elsewhere, Logger, Metrics, Repository, Reviewed, Unanswered } from '@culprit/ports';
import { placeAt, type Place } from './address.js';
import { approvals } from './approvals.js';
import { asking, Trouble, type Ask } from './ask.js';
import { compare } from './compare.js';
import { remembered } from './remembered.js';
import { turns } from './turns.js';

export interface GitHubOptions {
  /** `https://api.github.com`; of a GitHub of one's own `https://HOST/api/v3`. */
  readonly api: string;
  readonly token: () => Promise<string>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How long an answer is waited for, ms; what is under way goes on, for the next who asks. */
  readonly patienceMs?: number;
  readonly requestMs?: number;
  readonly fetch?: typeof fetch;
}

const PATIENCE_MS = 2_000;
const REQUEST_MS = 10_000;
const AT_ONCE = 4;
const WAITING = 200;
/** In commits: some ten megabytes. */
const ROOM = 20_000;
const FOR_GOOD_MS = Number.POSITIVE_INFINITY;
/** An approval may be taken back, or given late. */
const REVIEWS_HOLD_MS = 600_000;
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

type Refused = Unanswered & { readonly holdsMs: number };
const unanswered = (reason: string): Unanswered => ({ is: 'unanswered', reason });
const refusal = (error: unknown): Refused => {
  const trouble = error instanceof Trouble ? error : new Trouble('it could not be asked', 0);
  return { ...unanswered(trouble.reason), holdsMs: trouble.holdsMs };
};

/** GitHub as a `CodeHost`. Nothing is asked before somebody asks. */
export const openGitHub = (options: GitHubOptions): CodeHost => {
  const { clock, patienceMs = PATIENCE_MS } = options;
  const placeOf = placeAt(options.api);
  const { host } = new URL(options.api);
  const taken = turns(AT_ONCE, WAITING);
  const ask = asking({ ...options, turns: taken, requestMs: options.requestMs ?? REQUEST_MS, fetch: options.fetch ?? fetch });

  const memory = remembered<Compared | Reviewed | Refused>({
    clock, room: ROOM,
    holds: (answer) => (answer.is === 'compared' ? FOR_GOOD_MS : answer.is === 'reviewed' ? REVIEWS_HOLD_MS : answer.holdsMs),
    weight: (answer) => 1 + (answer.is === 'compared' ? answer.commits.length : 0),
  });

  const answer = async <T extends Compared | Reviewed>(repository: Repository, key: (place: Place) => string, question: (ask: Ask, place: Place) => Promise<T>): Promise<T | Unanswered | Elsewhere> => {
    const place = placeOf(repository);
    if (place === undefined) return { is: 'elsewhere' };
    const found = await withinTime(memory(key(place), () => (taken.full() ? Promise.resolve({ ...unanswered(`too much is asked of ${host} at once`), holdsMs: 0 }) : question(ask, place).catch(refusal))), patienceMs);
    if (found === undefined) return unanswered(`${host} has not answered within ${patienceMs / 1_000} s; asked again it may be known`);
    return found.is === 'unanswered' ? unanswered(found.reason) : (found as T);
  };

  return {
    compare: async (repository, from, to) =>
      COMMIT.test(from) && COMMIT.test(to)
        ? answer(repository, ({ owner, repo }) => `${owner}/${repo} ${from} ${to}`.toLowerCase(), (asked, place) => compare(asked, place, from, to))
        : unanswered('only whole commit ids are asked for'),
    approvals: async (repository, pullRequest) =>
      Number.isSafeInteger(pullRequest) && pullRequest > 0
        ? answer(repository, ({ owner, repo }) => `${owner}/${repo} #${pullRequest}`.toLowerCase(), (asked, place) => approvals(asked, place, pullRequest))
        : unanswered('a pull request has a number'),
  };
};

const withinTime = async <T>(work: Promise<T>, ms: number): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
};
