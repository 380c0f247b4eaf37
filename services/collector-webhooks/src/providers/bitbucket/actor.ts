import type { Actor } from '@culprit/domain';
import type { Account, Person } from './schema.js';

/** Of Bitbucket Cloud. */
export const actorOf = (...accounts: readonly (Account | null | undefined)[]): Actor | undefined => {
  const account = accounts.find((each) => each !== null && each !== undefined);
  const name = account?.nickname || account?.username || account?.display_name;
  return name ? { name, kind: /app_?user/i.test(account?.type ?? '') ? 'automation' : 'human', basis: 'sender' } : undefined;
};

/** Of Bitbucket Data Center. */
export const personOf = (person: Person | null | undefined): Actor | undefined => {
  const name = person?.name || person?.displayName;
  return name ? { name, kind: person?.type === 'SERVICE' ? 'automation' : 'human', basis: 'sender' } : undefined;
};

/** What a merge and its push are both called by: Cloud tells the merge commit of a pull request only in short. */
export const pullIdentity = (repository: string, pull: string): string => `pull-request:bitbucket/${repository}/${pull}`;

/** The pull request that a commit says it merges, as Bitbucket words it. */
export const pullIn = (message: string | null | undefined): string | undefined => /\(pull request #(\d{1,10})\)/.exec((message ?? '').slice(0, 2000))?.[1];
