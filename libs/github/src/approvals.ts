import type { Reviewed } from '@culprit/ports';
import type { Place } from './address.js';
import type { Ask } from './ask.js';
import { Reviews } from './schema.js';

const A_PAGE = 100;
const MOST_PAGES = 3;
/** What takes the place of an earlier word; a comment does not. */
const verdicts = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']);

/** Whose last word on a pull request was that it may go in. */
export const approvals = async (ask: Ask, place: Place, pullRequest: number): Promise<Reviewed> => {
  const last = new Map<string, string>();
  for (let page = 1; page <= MOST_PAGES; page++) {
    const reviews = await ask('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', place, { pull_number: pullRequest, per_page: A_PAGE, page }, Reviews);
    for (const { state, user } of reviews) {
      if (user && user.type !== 'Bot' && verdicts.has(state)) last.set(user.login, state);
    }
    if (reviews.length < A_PAGE) break;
  }
  return { is: 'reviewed', approvers: [...last].filter(([, state]) => state === 'APPROVED').map(([login]) => login).sort() };
};
