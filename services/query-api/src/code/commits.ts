import { isSameCommit } from '@culprit/domain';
import { z } from 'zod';

const names = z.array(z.string()).catch([]);
const Told = z.object({
  sha: z.string().min(1), title: z.string().catch(''), author: z.string().nullish().catch(null), at: z.string().nullish().catch(null),
  coAuthors: names, approvers: names, committer: z.string().nullish().catch(null),
});
const Listed = z.array(z.unknown()).catch([]);

export interface Commit {
  readonly sha: string;
  readonly title: string;
  readonly author: string | undefined;
  readonly at: string | undefined;
}

/** Who had a part in a commit, beside its author. */
export interface Others {
  readonly coAuthors: readonly string[];
  readonly approvers: readonly string[];
  readonly committer: string | undefined;
}

type Attributes = Readonly<Record<string, unknown>>;

/** The commits that a stored push names; one that says no sha is none. */
export const commitsOf = (attributes: Attributes): (Commit & Others)[] =>
  Listed.parse(attributes['commits']).flatMap((each) => {
    const told = Told.safeParse(each);
    if (!told.success) return [];
    const { sha, title, author, at, coAuthors, approvers, committer } = told.data;
    return [{ sha, title, author: author || undefined, at: at ?? undefined, coAuthors, approvers, committer: committer || undefined }];
  });

/** The same, newest first: GitHub and GitLab name the oldest first, the others the commit that was pushed. */
export const newestFirst = (attributes: Attributes, head: string): Commit[] => {
  const commits = commitsOf(attributes).map(({ sha, title, author, at }) => ({ sha, title, author, at }));
  return commits[0] !== undefined && isSameCommit(commits[0].sha, head) && commits.length > 1 ? commits : commits.reverse();
};

/**
 * Whether the push names all of its commits: the oldest of a large one are left out, a push that was found later may name none, and one that was forced
 * does not say what it took back.
 */
export const namesAll = (attributes: Attributes): boolean => {
  const { length } = commitsOf(attributes);
  return length > 0 && attributes['commitCount'] === length && attributes['forced'] !== true;
};
