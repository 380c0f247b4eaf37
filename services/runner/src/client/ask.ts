import { isNativeError } from 'node:util/types';
import { Refusal } from '../refusal.js';

export interface Server {
  /** Begins the addresses of one query-api, such as http://127.0.0.1:4000. */
  readonly url: string;
  /** Bearer token, where it asks for one. */
  readonly token?: string | undefined;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string }[];
}

/** Asks one GraphQL question. Whatever hinders the answer becomes one sentence for the person at the terminal. */
export const ask = async <T>(server: Server, query: string, variables: Readonly<Record<string, unknown>>): Promise<T> => {
  const response = await post(server, JSON.stringify({ query, variables }));
  if (response.status === 401 || response.status === 403) throw new Refusal(`Culprit at ${server.url} wants a token: set QUERY_API_TOKEN to the one it was started with.`);
  const answer = await response.json().catch((cause: unknown) => {
    throw new Refusal(`What answers at ${server.url} is not Culprit (HTTP ${response.status}, no JSON): name another with --url.`, { cause });
  }) as Answer;
  if (answer.errors !== undefined && answer.errors.length > 0) throw new Refusal(`Culprit at ${server.url} refused the question: ${answer.errors.map((error) => error.message).join('; ')}`);
  if (answer.data === undefined || answer.data === null) throw new Refusal(`What answers at ${server.url} is not Culprit (HTTP ${response.status}): name another with --url.`);
  return answer.data as T;
};

const post = async ({ url, token }: Server, body: string): Promise<Response> => {
  try {
    return await fetch(new URL('/graphql', url), {
      method: 'POST', body, signal: AbortSignal.timeout(30_000),
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    });
  } catch (cause) {
    throw new Refusal(`No Culprit answers at ${url} (${why(cause)}): start one with \`culprit start\`, or name another with --url.`, { cause });
  }
};

const why = (error: unknown): string => {
  if (!isNativeError(error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer within 30 s';
  const { cause } = error;
  const code = isNativeError(cause) && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND') return 'no such host';
  return code || (isNativeError(cause) ? cause.message : error.message);
};
