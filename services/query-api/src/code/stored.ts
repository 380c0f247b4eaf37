import { isSameCommit } from '@culprit/domain';
import { type Commit, commitsOf, namesAll, newestFirst } from './commits.js';
import { inPage, isMerge, isPush, type Told } from './told.js';

export type DeltaCommit = Omit<Commit, 'at'> & { readonly at: string; readonly url: string | undefined };

/** What pushes tell of the way back from a commit. */
export interface Stored {
  /** Newest first. */
  readonly commits: readonly DeltaCommit[];
  readonly pullRequests: readonly { readonly title: string; readonly url: string }[];
  /** What is stored of code on this way: pushes and merges. */
  readonly told: readonly Told[];
  /** The push, or what else is known, of the newest commit. */
  readonly first: Told | undefined;
  /** The way led to `from`. */
  readonly arrived: boolean;
  /** No push on it left out some of its commits. */
  readonly whole: boolean;
}

/** The stored changes of code whose newest commit this is. */
export type PushesOf = (commit: string) => Promise<readonly Told[]>;

/** So many pushes are followed back from a revision to the one before it. */
const STEPS = 12;

/** Of the pushes of one commit that which tells most: a tag of it names neither commits nor what was before. */
const pushIn = (code: readonly Told[]): Told | undefined => code.filter(isPush).sort((a, b) => tells(b) - tells(a))[0];
const tells = ({ attributes, revision }: Told): number => commitsOf(attributes).length + (revision?.previous?.commit === undefined ? 0 : 1);

/** Follows each push to the one before it, from `to` until `from`; without one it is the push itself. */
export const storedBetween = async (from: string | undefined, to: string, pushesOf: PushesOf): Promise<Stored> => {
  const commits = new Map<string, DeltaCommit>();
  const pullRequests = new Map<string, Stored['pullRequests'][number]>();
  const seen = new Set<string>();
  const told = new Map<string, Told>();
  let first: Told | undefined;
  let whole = true;
  let at: string | undefined = to;
  const arrived = (): boolean => at !== undefined && from !== undefined && isSameCommit(at, from);
  while (at !== undefined && !arrived() && !seen.has(at) && seen.size < STEPS) {
    seen.add(at);
    const code = await pushesOf(at);
    const push = pushIn(code);
    for (const each of code) {
      told.set(each.id, each);
      const link = isMerge(each) ? each.links[0] : undefined;
      if (link !== undefined) pullRequests.set(link.url, link);
    }
    first ??= push ?? code[0];
    if (push === undefined) break;
    whole &&= namesAll(push.attributes);
    for (const commit of newestFirst(push.attributes, at)) {
      commits.set(commit.sha, { ...commit, at: commit.at ?? push.occurredAt, url: inPage(push, `commit/${commit.sha}`) });
    }
    at = from === undefined ? undefined : push.revision?.previous?.commit;
  }
  return { commits: [...commits.values()], pullRequests: [...pullRequests.values()], told: [...told.values()], first, arrived: arrived(), whole };
};
