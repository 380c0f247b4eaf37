import type { ChangeRow } from '@culprit/ports';
import { type Commit, commitsOf, namesAll } from './commits.js';

type Told = Pick<ChangeRow, 'id' | 'kind' | 'revision' | 'entities' | 'source' | 'links' | 'attributes' | 'occurredAt'>;

export interface CodeDelta {
  readonly repository: string;
  readonly from: string | undefined;
  readonly to: string;
  readonly compareUrl: string | undefined;
  readonly commits: readonly (Omit<Commit, 'at'> & { readonly at: string; readonly url: string | undefined })[];
  readonly pullRequests: readonly { readonly title: string; readonly url: string }[];
  readonly complete: boolean;
}

/** The stored changes of code whose newest commit this is. */
export type PushesOf = (commit: string) => Promise<readonly Told[]>;

/** So many pushes are followed back from a revision to the one before it. */
const STEPS = 12;

/** What was deployed, and what before it: of the change itself, else of the build or deployment that it is linked to; of code last. */
const rangeOf = (change: Told, linked: readonly Told[]): { readonly from: string | undefined; readonly to: string } | undefined => {
  const told = [change, ...linked.filter(({ kind }) => kind !== 'code'), ...linked].filter(({ revision }) => revision?.commit !== undefined);
  const to = told[0]?.revision?.commit;
  if (to === undefined) return undefined;
  const from = told.find(({ revision }) => revision?.commit === to && revision.previous?.commit !== undefined)?.revision?.previous?.commit;
  return { from, to };
};

const isPush = ({ attributes }: Told): boolean => attributes['pullRequest'] === undefined && Array.isArray(attributes['commits']);
const repositoryOf = ({ entities, source }: Told): string => entities.find((entity) => !entity.startsWith('service:') && entity.includes('/')) ?? source.instance ?? '';

/** The address of the repository's pages, out of a link of a push to one of its commits. */
const pageOf = ({ links }: Told): string | undefined => links.map(({ url }) => /^(https?:\/\/[^?#]+?)(?:\/-)?\/commit\/[0-9a-f]{7,64}$/i.exec(url)?.[1]).find((page) => page !== undefined);
const inPage = (told: Told, what: string): string | undefined => {
  const page = pageOf(told);
  return page === undefined ? undefined : `${page}${told.source.provider === 'gitlab' ? '/-' : ''}/${what}`;
};

/**
 * The commits between the previous revision and this one, newest first, out of the pushes that were stored: followed from each to the one before
 * it until the previous revision. `complete` only where no push between them is missing or cut.
 */
export const codeDelta = async (change: Told, linked: readonly Told[], pushesOf: PushesOf): Promise<CodeDelta | undefined> => {
  const range = rangeOf(change, linked);
  if (range === undefined) return undefined;
  const { from, to } = range;
  const commits = new Map<string, CodeDelta['commits'][number]>();
  const pullRequests = new Map<string, CodeDelta['pullRequests'][number]>();
  const seen = new Set<string>();
  let first: Told | undefined;
  let whole = from !== undefined;
  let at: string | undefined = to;
  while (at !== undefined && at !== from && !seen.has(at) && seen.size < STEPS) {
    seen.add(at);
    const code = await pushesOf(at);
    const push = code.find(isPush);
    for (const told of code) {
      const link = told.attributes['pullRequest'] === undefined ? undefined : told.links[0];
      if (link !== undefined) pullRequests.set(link.url, link);
    }
    first ??= push ?? code[0];
    if (push === undefined) break;
    whole &&= namesAll(push.attributes);
    for (const commit of commitsOf(push.attributes).reverse()) {
      commits.set(commit.sha, { ...commit, at: commit.at ?? push.occurredAt, url: inPage(push, `commit/${commit.sha}`) });
    }
    // without a previous revision nobody knows where to stop: the push itself is what is known
    at = from === undefined ? undefined : push.revision?.previous?.commit;
  }
  if (first === undefined) return undefined;
  return {
    repository: repositoryOf(first), from, to,
    compareUrl: from === undefined ? undefined : inPage(first, `compare/${from}...${to}`),
    commits: [...commits.values()],
    pullRequests: [...pullRequests.values()],
    complete: whole && at === from,
  };
};
