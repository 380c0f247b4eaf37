import type { Repository } from '@culprit/ports';

export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** Where the pages are of the GitHub whose API this is: `https://api.github.com`, `https://api.acme.ghe.com`, `https://github.acme.example/api/v3`. */
const pagesOf = (api: string): string => {
  const { host, pathname } = new URL(api);
  return pathname === '/' ? host.replace(/^api\./, '') : host;
};

const OWNER = /^[A-Za-z\d](?:[\w-]{0,98}[\w])?$/;
const NAME = /^(?!\.{1,2}$)[\w.-]{1,100}$/;

/** Owner and name of a repository that an event of this GitHub named; undefined for any other. */
export const placeAt = (api: string) => {
  const host = pagesOf(api);
  return ({ provider, instance }: Repository): Place | undefined => {
    if (provider !== 'github' || instance === undefined) return undefined;
    const parts = instance.split('/');
    // what is at github.com is named without its host
    const [at, owner = '', repo = ''] = parts.length === 2 ? ['github.com', ...parts] : parts;
    return parts.length <= 3 && at === host && OWNER.test(owner) && NAME.test(repo) ? { owner, repo } : undefined;
  };
};
