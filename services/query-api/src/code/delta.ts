import type { CodeHost, Compared } from '@culprit/ports';
import { rangeOf, type Before, type Range } from './range.js';
import { storedBetween, type DeltaCommit, type PushesOf, type Stored } from './stored.js';
import { inPage, repositoryNameOf, repositoryOf, type Told } from './told.js';

export interface CodeDelta {
  readonly repository: string;
  readonly from: string | undefined;
  readonly to: string;
  readonly compareUrl: string | undefined;
  readonly commits: readonly DeltaCommit[];
  readonly pullRequests: readonly { readonly title: string; readonly url: string }[];
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly note: string | undefined;
}

export interface Sources extends Before {
  readonly pushesOf: PushesOf;
  /** Asked for what no push told; undefined where nobody gave a token for it. */
  readonly host: Pick<CodeHost, 'compare'> | undefined;
}

/**
 * The commits between the previous revision and this one, newest first: out of the pushes that were stored, and where one of them is missing or cut out of
 * the repository's host. `complete` only where they are all and the one leads to the other.
 */
export const codeDelta = async (change: Told, linked: readonly Told[], sources: Sources): Promise<CodeDelta | undefined> => {
  const range = await rangeOf(change, linked, sources);
  if (range === undefined) return undefined;
  const { from, to } = range;
  const stored = await storedBetween(from, to, sources.pushesOf);
  const chain = [range.by, change, ...linked];
  const named = [...(stored.first === undefined ? [] : [stored.first]), ...chain].find((each) => repositoryOf(each) !== undefined);
  const page = stored.first ?? named ?? chain.find((each) => inPage(each, '') !== undefined);
  if (page === undefined) return undefined;
  const known = {
    repository: repositoryNameOf(page), from, to, pullRequests: stored.pullRequests,
    compareUrl: from === undefined ? undefined : inPage(page, `compare/${from}...${to}`),
  };
  const told = (commits: CodeDelta['commits'], note?: string): CodeDelta => ({ ...known, commits, complete: note === undefined, note });
  if (stored.arrived && stored.whole) return told(stored.commits);
  if (from === undefined) return told(stored.commits, 'nobody knows what ran before');
  const back = stored.arrived ? undefined : await storedBetween(to, from, sources.pushesOf);
  if (back?.arrived === true) return told([], takesBack(back.whole ? back.commits.length : undefined));
  const asked = named === undefined ? undefined : await askedOf(range, named, sources.host);
  if (typeof asked !== 'object') return told(stored.commits, [missing(stored), asked].filter((words) => words !== undefined).join('; '));
  return told(filled(asked, stored, page), noteOf(asked));
};

const askedOf = async ({ from = '', to }: Range, named: Told, host: Sources['host']): Promise<Compared | string | undefined> => {
  const repository = repositoryOf(named);
  if (repository === undefined || host === undefined) return undefined;
  const answer = await host.compare(repository, from, to);
  return answer.is === 'compared' ? answer : answer.is === 'unanswered' ? answer.reason : undefined;
};

const missing = ({ arrived }: Stored): string => (arrived ? 'a push between them named not all of its commits' : 'not every push between them was told');
const many = (count: number): string => `${count} ${count === 1 ? 'commit' : 'commits'}`;
const takesBack = (count: number | undefined): string => `it is older than what ran before, and takes back ${count === undefined ? 'commits' : many(count)}`;

const noteOf = ({ relation, commits, total, takenBack }: Compared): string | undefined => {
  if (relation === 'behind') return takesBack(takenBack);
  const left = total > commits.length ? `only the newest ${commits.length} of ${many(total)} are listed` : undefined;
  const parted = relation === 'diverged' ? `the histories part: it also takes back ${many(takenBack)} of what ran before` : undefined;
  return [parted, left].filter((words) => words !== undefined).join('; ') || undefined;
};

/** The host's commits, at the time of this change where it does not say when. */
const filled = ({ commits }: Compared, { commits: pushed }: Stored, page: Told): CodeDelta['commits'] => {
  const known = new Map(pushed.map((commit) => [commit.sha, commit]));
  return commits.map((commit) => known.get(commit.sha) ?? { ...commit, at: commit.at ?? page.occurredAt, url: commit.url ?? inPage(page, `commit/${commit.sha}`) });
};
