import { expect, it } from '@jest/globals';
import { commitIdentities, commitStem, isShortCommit, namesOfCommit } from './commit.js';

const full = `commit:5be1f00${'a'.repeat(33)}`;
const other = `commit:5be1f00${'b'.repeat(33)}`;

it('a commit is known by what is said of it, from seven letters on', () => {
  expect(commitIdentities('5BE1F00')).toEqual(['commit:5be1f00']);
  for (const said of ['5be1f0', 'v1.2.3', '', 'deploy-5be1f00', 'a'.repeat(65)]) expect(commitIdentities(said)).toEqual([]);
  expect([full, 'commit:5be1f00', 'commit:1', 'image:5be1f00'].map(isShortCommit)).toEqual([false, true, false, false]);
  expect([full, 'commit:5be1f00', 'commit:1', 'image:5be1f00'].map(commitStem)).toEqual(['commit:5be1f00', 'commit:5be1f00', undefined, undefined]);
});

it('a short name is that of the only commit that begins with it', () => {
  const all = [full, 'commit:5be1f00', 'commit:5be1f00aa'];
  for (const name of all) expect(namesOfCommit(name, all)).toEqual(all);
});

it('where two begin with it it names neither, and a longer one still names one', () => {
  const all = [full, other, 'commit:5be1f00', 'commit:5be1f00aa'];
  expect(namesOfCommit('commit:5be1f00', all)).toEqual(['commit:5be1f00']);
  expect(namesOfCommit(full, all)).toEqual([full, 'commit:5be1f00aa']);
  expect(namesOfCommit(other, all)).toEqual([other]);
});
