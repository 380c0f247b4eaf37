import { faults } from '@culprit/domain';
import type { z } from 'zod';
import { within } from './reconcile.js';

/** A list becomes one parameter each; what is undefined is not asked. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export interface Answer<T> {
  readonly said: T;
  readonly headers: Headers;
}

/** A sender's JSON API, as a reconciler asks it. */
export interface Api {
  /** What stands at `path` under the base. Rejects in words for what is no success, no JSON, or not of the schema. */
  get<T>(path: string, query: Query, schema: z.ZodType<T>): Promise<Answer<T>>;
}

/** `base` may have a path. The headers, credentials among them, go nowhere but there. */
export const apiOf = (base: string, headers: Readonly<Record<string, string>>, fetch: typeof globalThis.fetch): Api => {
  const ask = within(base, fetch);
  const { host } = new URL(base);
  return {
    get: async (path, query, schema) => {
      const answer = await ask(`${base.replace(/\/+$/, '')}${path}${searchOf(query)}`, { headers: { accept: 'application/json', ...headers } });
      if (!answer.ok) {
        await answer.body?.cancel();
        throw new Error(answer.status === 401 || answer.status === 403 ? `${host} does not let the token see ${path} (${answer.status})` : `${host} answers ${answer.status} to ${path}`);
      }
      const read = schema.safeParse(parsed(await answer.text(), host, path));
      if (!read.success) throw new Error(`${host} answers something else than expected to ${path}: ${faults(read.error)}`);
      return { said: read.data, headers: answer.headers };
    },
  };
};

const searchOf = (query: Query): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of typeof value === 'object' ? value : [value]) if (each !== undefined) search.append(name, String(each));
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
};

const parsed = (text: string, host: string, path: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`${host} answers no JSON to ${path}`);
  }
};

const MOST_PAGES = 1000;

/** Page after page, until one names no next. A list without an end rejects in words: what was not read must not count as read. */
export const paging = async function* <T, N>(first: N, ask: (at: N) => Promise<{ readonly page: T; readonly next: N | undefined }>): AsyncGenerator<T> {
  let at: N | undefined = first;
  for (let pages = 0; at !== undefined; pages++) {
    if (pages === MOST_PAGES) throw new Error(`a list has more than ${MOST_PAGES} pages`);
    const { page, next }: { readonly page: T; readonly next: N | undefined } = await ask(at);
    yield page;
    at = next;
  }
};
