import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { documentedCommit, documentedComparison, type Written } from './documented.js';

export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}
export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Waits so long before it answers, ms. */
  readonly afterMs?: number;
}

/** GitHub's REST API on loopback, as far as it is documented for comparing two commits and for reviews; a test may answer in its place. */
export interface GitHubApi {
  readonly url: string;
  /** What its repositories are called in events. */
  readonly instance: (fullName: string) => string;
  readonly asked: readonly Asked[];
  /** Answers before the API does; undefined: the API answers. */
  instead: (asked: Asked) => Said | undefined;
  stop(): Promise<void>;
}

export interface History {
  /** Commits oldest first, by full name of the repository: a straight line. */
  readonly commits: Readonly<Record<string, readonly Written[]>>;
  readonly reviews?: Readonly<Record<string, readonly { readonly state: string; readonly user: { readonly login: string; readonly type: string } | null }[]>>;
  readonly token: string;
}

const notFound: Said = { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' } };
const pageOf = <T>(rows: readonly T[], query: URLSearchParams, usual: number): readonly T[] => {
  // with neither parameter as many as are usual, with one of them at most 100
  const size = query.has('per_page') || query.has('page') ? Math.min(Number(query.get('per_page') ?? Math.min(usual, 100)), 100) : usual;
  const page = Number(query.get('page') ?? 1);
  return rows.slice((page - 1) * size, page * size);
};

const comparison = (history: History, fullName: string, basehead: string, query: URLSearchParams): Said => {
  const line = history.commits[fullName] ?? [];
  const [base = '', head = ''] = basehead.split('...');
  const [from, to] = [line.findIndex(({ sha }) => sha === base), line.findIndex(({ sha }) => sha === head)];
  if (from < 0 || to < 0) return notFound;
  const ahead = line.slice(from + 1, to + 1);
  const commits = pageOf(ahead, query, 250).map((commit) => documentedCommit(fullName, commit));
  const counts = { ahead_by: ahead.length, behind_by: Math.max(0, from - to), total_commits: ahead.length };
  return { body: documentedComparison(fullName, basehead, { status: from === to ? 'identical' : from < to ? 'ahead' : 'behind', ...counts, commits, files: [] }, documentedCommit(fullName, line[from] as Written)) };
};

const answerOf = (history: History, { path, query, headers }: Asked): Said => {
  if (headers.authorization !== `Bearer ${history.token}`) return { status: 401, body: { message: 'Bad credentials' } };
  const [, compared, basehead] = /^\/api\/v3\/repos\/([\w.-]+\/[\w.-]+)\/compare\/([\w.]+)$/.exec(path) ?? [];
  if (compared !== undefined && basehead !== undefined) return comparison(history, compared, basehead, query);
  const [, reviewed, number] = /^\/api\/v3\/repos\/([\w.-]+\/[\w.-]+)\/pulls\/(\d+)\/reviews$/.exec(path) ?? [];
  const reviews = reviewed === undefined ? undefined : history.reviews?.[`${reviewed}#${number}`];
  return reviews === undefined ? notFound : { body: pageOf(reviews, query, 30) };
};

export const gitHubApi = async (history: History): Promise<GitHubApi> => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://github');
    const one: Asked = { path: decodeURIComponent(pathname), query: searchParams, headers: request.headers };
    asked.push(one);
    const { status = 200, headers = {}, body, afterMs = 0 } = api.instead(one) ?? answerOf(history, one);
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
    }, afterMs).unref();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api: GitHubApi = {
    url: `http://${host}/api/v3`, instance: (fullName) => `${host}/${fullName}`, asked, instead: () => undefined,
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
  return api;
};
