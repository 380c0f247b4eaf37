import { z } from 'zod';

// The fields we use of GitHub's answers.
const someone = z.object({ login: z.string().max(300), type: z.string().nullish().catch(undefined) }).nullish().catch(undefined);
const written = z.object({ name: z.string().max(1000).nullish(), date: z.string().max(100).nullish() }).nullish().catch(undefined);

/** https://docs.github.com/en/rest/commits/commits#compare-two-commits */
export const Comparison = z.object({
  status: z.enum(['ahead', 'behind', 'diverged', 'identical']),
  behind_by: z.int().nonnegative(),
  total_commits: z.int().nonnegative(),
  commits: z.array(z.object({
    sha: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
    html_url: z.string().max(4000).nullish().catch(undefined),
    commit: z.object({ message: z.string(), author: written, committer: written }),
    author: someone,
  })),
});
export type Comparison = z.output<typeof Comparison>;

/** https://docs.github.com/en/rest/pulls/reviews#list-reviews-for-a-pull-request; oldest first. */
export const Reviews = z.array(z.object({ state: z.string().max(100), user: someone }));
export type Reviews = z.output<typeof Reviews>;
