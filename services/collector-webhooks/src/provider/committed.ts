import { cut } from './wording.js';

interface Named {
  readonly name?: string | null | undefined;
  readonly username?: string | null | undefined;
}

const LAST = 4_000;
const MOST = 10;
/** `Approved-by` is Bitbucket's own and may be GitLab's, `Reviewed-by` git's. */
const TRAILER = /^(co-authored|approved|reviewed)-by:[ \t]*([^<\n]{0,200}?)[ \t]*(?:<([^>\n]{0,200})>)?[ \t]*$/gim;
/** Whose address GitHub hides is named by it. */
const loginIn = (address: string | undefined): string | undefined => /^(?:\d+\+)?([\w-]+)@users\.noreply\.[\w.-]+$/.exec(address ?? '')?.[1];
/** Who commits what is merged on a web page. */
const isMachine = (name: string): boolean => /^(web-flow|github|gitlab|gitea|bitbucket|noreply)$|\[bot\]$/i.test(name);

/** Whom a commit names beside its author: who else wrote it, who approved it, who put it there; nothing of whom it does not name. */
export const othersIn = (message: string | null | undefined, author: Named | null | undefined, committer?: Named | null): { coAuthors?: string[]; approvers?: string[]; committer?: string } => {
  const named = { coAuthors: new Set<string>(), approvers: new Set<string>() };
  for (const [, role = '', name = '', address] of (message ?? '').slice(-LAST).matchAll(TRAILER)) {
    const who = loginIn(address) ?? name;
    if (who !== '' && !isMachine(who)) named[/^co-/i.test(role) ? 'coAuthors' : 'approvers'].add(cut(who, 200));
  }
  const [wrote, put] = [author?.username || author?.name, committer?.username || committer?.name];
  return {
    ...(named.coAuthors.size === 0 ? {} : { coAuthors: [...named.coAuthors].slice(0, MOST) }),
    ...(named.approvers.size === 0 ? {} : { approvers: [...named.approvers].slice(0, MOST) }),
    ...(put && put !== wrote && committer?.name !== author?.name && !isMachine(put) ? { committer: cut(put, 200) } : {}),
  };
};

/** Names as an attribute carries them; undefined where there is none. */
export const listed = (names: readonly (string | null | undefined)[]): string[] | undefined => {
  const some = [...new Set(names.flatMap((name) => (name ? [cut(name, 200)] : [])))].slice(0, 50);
  return some.length === 0 ? undefined : some;
};
