import type { Actor } from '@culprit/domain';
import { isOneOf } from '../../provider/branches.js';
import type { Person, Repository } from './schema.js';
import type { Settings } from './settings.js';

/** `git.acme.example/acme/checkout-api`: every one of these is somebody's own. */
export const instanceOf = ({ full_name: path, html_url: page }: Repository): string => {
  const host = /^https?:\/\/([^/]{1,200})\//.exec(page ?? '')?.[1];
  return host === undefined ? path : `${host}/${path}`;
};

export const isMain = (branch: string, repository: Repository, { branches }: Settings): boolean => (repository.default_branch ? branch === repository.default_branch : isOneOf(branches, branch));

export const actorOf = (...people: readonly (Person | null | undefined)[]): Actor | undefined => {
  const name = people.map((person) => person?.login || person?.username).find(Boolean);
  // The user that Actions act as, and what calls itself a bot.
  return name ? { name, kind: /^(gitea|forgejo)-actions$|(^|[-_.])bot$|\[bot\]$/i.test(name) ? 'automation' : 'human', basis: 'sender' } : undefined;
};

export const commitPage = ({ html_url: page }: Repository, commit: string | null | undefined): string | undefined => (page && commit ? `${page}/commit/${commit}` : undefined);
