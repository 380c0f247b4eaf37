import { z } from 'zod';

const Told = z.object({ sha: z.string().min(1), title: z.string().catch(''), author: z.string().nullish().catch(null), at: z.string().nullish().catch(null) });
const Listed = z.array(z.unknown()).catch([]);

export interface Commit {
  readonly sha: string;
  readonly title: string;
  readonly author: string | undefined;
  readonly at: string | undefined;
}

/** The commits that a stored push names; one that says no sha is none. */
export const commitsOf = (attributes: Readonly<Record<string, unknown>>): Commit[] =>
  Listed.parse(attributes['commits']).flatMap((each) => {
    const told = Told.safeParse(each);
    return told.success ? [{ sha: told.data.sha, title: told.data.title, author: told.data.author || undefined, at: told.data.at ?? undefined }] : [];
  });

/** Whether the push names all of its commits: the oldest of a large one are left out. */
export const namesAll = (attributes: Readonly<Record<string, unknown>>): boolean => attributes['commitCount'] === commitsOf(attributes).length;
