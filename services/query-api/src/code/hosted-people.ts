import type { CodeHost } from '@culprit/ports';
import { codeDelta, type Sources } from './delta.js';
import { peopleOf, type Person } from './people.js';
import { isMerge, repositoryOf, type Told } from './told.js';

/** A chain has one merge as a rule. */
const MOST_MERGES = 3;

/** Who is known only where the code lives: who approved a merge of which nobody says so, and whose commits they were where no push told. */
export const hostedPeople = async (chain: readonly [Told, ...Told[]], host: Pick<CodeHost, 'approvals'> | undefined, sources: Sources): Promise<Person[]> => {
  if (host === undefined) return [];
  const told = peopleOf(chain);
  const has = (role: string): boolean => told.some((person) => person.role === role);
  const [approvers, authors] = await Promise.all([has('approver') ? [] : approversOf(chain, host), has('author') ? [] : authorsOf(chain, sources)]);
  return [...authors.map((name) => ({ name, role: 'author' })), ...approvers.map((name) => ({ name, role: 'approver' }))];
};

const approversOf = async (chain: readonly Told[], host: Pick<CodeHost, 'approvals'>): Promise<string[]> => {
  const answers = await Promise.all(chain.filter(isMerge).slice(0, MOST_MERGES).map(async (merge) => {
    const repository = repositoryOf(merge);
    return repository === undefined ? undefined : host.approvals(repository, Number(merge.attributes['pullRequest']));
  }));
  return answers.flatMap((answer) => (answer?.is === 'reviewed' ? answer.approvers : []));
};

const authorsOf = async ([change, ...linked]: readonly [Told, ...Told[]], sources: Sources): Promise<string[]> =>
  (await codeDelta(change, linked, sources))?.commits.flatMap(({ author }) => author ?? []) ?? [];
