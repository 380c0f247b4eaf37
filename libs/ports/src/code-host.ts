import type { Source, Time } from '@culprit/domain';

/** A repository as an event named it: nobody else's word leads to a request. */
export type Repository = Pick<Source, 'provider' | 'instance'>;

export interface HostedCommit {
  readonly sha: string;
  /** The first line, without secrets. */
  readonly title: string;
  readonly author: string | undefined;
  readonly at: Time | undefined;
  readonly url: string | undefined;
}

/** Why there is no answer, as a sentence without its full stop; no secret is in it. */
export interface Unanswered {
  readonly is: 'unanswered';
  readonly reason: string;
}
/** The repository is at no host that can be asked. */
export interface Elsewhere {
  readonly is: 'elsewhere';
}

/** What `to` has that `from` has not, newest first; of a great many the newest. */
export interface Compared {
  readonly is: 'compared';
  /** `behind`: `to` is older and takes commits back. `diverged`: it takes some back and brings others. */
  readonly relation: 'ahead' | 'behind' | 'diverged' | 'identical';
  readonly commits: readonly HostedCommit[];
  /** How many there are, `commits` and those left out. */
  readonly total: number;
  /** How many `from` has that `to` has not. */
  readonly takenBack: number;
}
export interface Reviewed {
  readonly is: 'reviewed';
  /** People whose last word on it was that it may go in. */
  readonly approvers: readonly string[];
}

/**
 * Where repositories live, asked for what no delivery told. It answers within seconds and never rejects: what takes longer, a limit of requests that is
 * spent, what it does not know or may not show is `unanswered`, with the reason. The same question is asked once for all who wait for it, few at a time,
 * and what can never change is remembered; so it may be asked again at once and for many.
 */
export interface CodeHost {
  /** Both are whole commit ids; anything else is `unanswered`. */
  compare(repository: Repository, from: string, to: string): Promise<Compared | Unanswered | Elsewhere>;
  approvals(repository: Repository, pullRequest: number): Promise<Reviewed | Unanswered | Elsewhere>;
}
