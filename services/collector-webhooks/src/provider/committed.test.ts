import { expect, it } from '@jest/globals';
import { othersIn } from './committed.js';

it('a commit names who else wrote it, who approved it and who put it there', () => {
  const message = 'Retry twice\n\nReviewed-by: not at the end of a line, so prose\nCo-authored-by: Ada Lovelace <1234+ada@users.noreply.github.com>\nco-authored-by: Bo Li <bo@example.com>\nCo-Authored-By: dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>\nApproved-by: Mia Chen\nReviewed-by: Mia Chen <mia@example.com>';
  expect(othersIn(message, { name: 'Dan', username: 'dan' }, { name: 'Pia', username: 'pia' })).toEqual({ coAuthors: ['ada', 'Bo Li'], approvers: ['not at the end of a line, so prose', 'Mia Chen'], committer: 'pia' });
});

it('and nobody twice, and no machine', () => {
  expect(othersIn('Retry twice (#7)', { name: 'Dan', username: 'dan' }, { name: 'GitHub', username: 'web-flow' })).toEqual({});
  expect(othersIn('Retry twice', { name: 'Dan' }, { name: 'Dan', username: 'dan' })).toEqual({});
  expect(othersIn(null, null, null)).toEqual({});
  const began = process.cpuUsage();
  othersIn(`approved-by:${' '.repeat(100_000)}${'approved-by: <'.repeat(10_000)}`, null);
  expect(process.cpuUsage(began).user).toBeLessThan(500_000);
});
