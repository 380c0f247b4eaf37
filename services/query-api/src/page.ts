import type { Page, Paging } from '@culprit/ports';
import { badInput } from './errors.js';

export const MAX_PAGE = 200;

export interface PageArgs {
  readonly first: number;
  readonly after?: string | null;
}

/** What the store is asked for; a page that is no page is told so. */
export const paging = ({ first, after }: PageArgs): Paging => {
  if (first < 1 || first > MAX_PAGE) throw badInput(`first: a page has 1 to ${MAX_PAGE} items, not ${first}`);
  return { first, ...(after === null || after === undefined ? {} : { after }) };
};

export const pageInfo = (page: Page<unknown>): { hasNextPage: boolean; endCursor: string | null } => ({
  hasNextPage: page.hasNextPage,
  endCursor: page.items.at(-1)?.cursor ?? null,
});

export const connection = <T>(page: Page<T>): { edges: Page<T>['items']; nodes: T[]; pageInfo: ReturnType<typeof pageInfo> } => ({
  edges: page.items,
  nodes: page.items.map(({ node }) => node),
  pageInfo: pageInfo(page),
});
