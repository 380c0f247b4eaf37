import { timeOf, withoutSecrets } from '@culprit/domain';
import type { Compared, HostedCommit } from '@culprit/ports';
import type { Place } from './address.js';
import type { Ask } from './ask.js';
import { Comparison } from './schema.js';

const A_PAGE = 100;
/** So many pages are read: 500 commits. */
const MOST_PAGES = 5;
const LONGEST_TITLE = 300;

/** What `to` has that `from` has not. GitHub lists the oldest first; of more than five pages the last are read. */
export const compare = async (ask: Ask, place: Place, from: string, to: string): Promise<Compared> => {
  const page = (n: number): Promise<Comparison> =>
    ask('GET /repos/{owner}/{repo}/compare/{basehead}', place, { basehead: `${from}...${to}`, per_page: A_PAGE, page: n }, Comparison);
  const first = await page(1);
  const pages = Math.ceil(first.total_commits / A_PAGE);
  const since = Math.max(1, pages - MOST_PAGES + 1);
  const numbers = Array.from({ length: Math.max(0, pages - since + 1) }, (_, i) => since + i);
  const all = await Promise.all(numbers.map((n) => (n === 1 ? first : page(n))));
  // each once, whatever pages came: what is missing of `total` is known to be
  const commits = new Map(all.flatMap((each) => each.commits).map((commit) => [commit.sha, commitOf(commit)]));
  return { is: 'compared', relation: first.status, total: first.total_commits, takenBack: first.behind_by, commits: [...commits.values()].reverse() };
};

const commitOf = ({ sha, html_url: page, commit, author }: Comparison['commits'][number]): HostedCommit => ({
  sha,
  title: withoutSecrets(commit.message.split('\n', 1)[0]?.trim().slice(0, LONGEST_TITLE) ?? ''),
  author: author?.login ?? (commit.author?.name || undefined),
  at: timeIn(commit.committer?.date) ?? timeIn(commit.author?.date),
  url: page !== null && page !== undefined && /^https?:\/\//.test(page) ? page : undefined,
});

const timeIn = (text: string | null | undefined): string | undefined => {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : timeOf(ms);
};
