import { z } from 'zod';

/** Where the commits and approvals are asked for that no delivery told. */
export const githubConfig = {
  GITHUB_API_TOKEN: z.string().default('').describe('Token with which GitHub is asked for commits between two revisions and for approvals that no delivery told: contents and pull requests, read only. Without it what is missing is said to be missing.').meta({ secret: true }),
  GITHUB_API_TOKEN_FILE: z.string().default('').describe('File that holds the token instead; read again whenever it is needed.'),
  GITHUB_API_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).default('https://api.github.com').describe('Address of its REST API; of a GitHub of your own https://HOST/api/v3.'),
};
