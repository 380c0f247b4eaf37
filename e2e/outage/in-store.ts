import type { Stack } from '../harness/stack.js';

/** How often each change is a row, as it is queried: what a merge would leave. */
export const rowsOf = async ({ clickhouse }: Stack): Promise<ReadonlyMap<string, number>> => {
  const response = await fetch(`${clickhouse.url}/?database=culprit`, { method: 'POST', body: 'SELECT id, count() FROM changes FINAL GROUP BY id FORMAT JSONCompactEachRow' });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return new Map(text.trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as [string, number | string]).map(([id, count]) => [id, Number(count)]));
};

interface Page { readonly changes: { readonly nodes: readonly { readonly id: string }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } } }

/** The ids of all changes that GraphQL lists, as often as it does. */
export const listed = async (stack: Stack): Promise<string[]> => {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const { changes }: Page = await stack.graphql<Page>('query ($after: String) { changes(first: 200, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }', { after });
    ids.push(...changes.nodes.map(({ id }) => id));
    if (!changes.pageInfo.hasNextPage) return ids;
    after = changes.pageInfo.endCursor;
  }
};
