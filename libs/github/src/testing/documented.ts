import type { Octokit } from '@octokit/core';

// What GitHub answers, by its own description of its API: the types of its client are made of that, so tsc holds what we play against them.

const _asked = (octokit: Octokit) => octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', { owner: '', repo: '', basehead: '' });
export type DocumentedComparison = Awaited<ReturnType<typeof _asked>>['data'];
export type DocumentedCommit = DocumentedComparison['commits'][number];
type Person = Extract<DocumentedCommit['author'], { login: string }>;

const API = 'https://api.github.com';

const person = (login: string): Person => {
  const url = `${API}/users/${login}`;
  return {
    login, id: 1, node_id: 'MDQ6VXNlcjE=', avatar_url: 'https://github.com/images/error/octocat_happy.gif', gravatar_id: '', url, html_url: `https://github.com/${login}`, followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`, gists_url: `${url}/gists{/gist_id}`, starred_url: `${url}/starred{/owner}{/repo}`, subscriptions_url: `${url}/subscriptions`, organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`, events_url: `${url}/events{/privacy}`, received_events_url: `${url}/received_events`, type: 'User', site_admin: false,
  };
};

export interface Written {
  readonly sha: string;
  readonly message: string;
  /** Who is known to GitHub. */
  readonly login?: string;
  /** As Git has it. */
  readonly name?: string;
  readonly date: string;
}

export const documentedCommit = (fullName: string, { sha, message, login, name, date }: Written): DocumentedCommit => {
  const [url, page] = [`${API}/repos/${fullName}/commits/${sha}`, `https://github.com/${fullName}/commit/${sha}`];
  return {
    url, sha, node_id: 'MDY6Q29tbWl0', html_url: page, comments_url: `${url}/comments`,
    commit: {
      url: `${API}/repos/${fullName}/git/commits/${sha}`, author: { name: name ?? login ?? '', email: 'x@example.com', date }, committer: { name: 'GitHub', email: 'noreply@github.com', date }, message, comment_count: 0,
      tree: { sha, url: `${API}/repos/${fullName}/git/trees/${sha}` }, verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    author: login === undefined ? null : person(login), committer: person('web-flow'), parents: [{ sha, url, html_url: page }],
  };
};

/** `files`: on the first page alone, and there at most 300. */
export const documentedComparison = (fullName: string, basehead: string, of: Pick<DocumentedComparison, 'status' | 'ahead_by' | 'behind_by' | 'total_commits' | 'commits' | 'files'>, base: DocumentedCommit): DocumentedComparison => {
  const page = `https://github.com/${fullName}/compare/${basehead}`;
  return { url: `${API}/repos/${fullName}/compare/${basehead}`, html_url: page, permalink_url: page, diff_url: `${page}.diff`, patch_url: `${page}.patch`, base_commit: base, merge_base_commit: base, ...of };
};
