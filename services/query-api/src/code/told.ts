import type { ChangeRow, Repository } from '@culprit/ports';

/** What is looked at of a change. */
export type Told = Pick<ChangeRow, 'id' | 'kind' | 'phase' | 'revision' | 'entities' | 'services' | 'environment' | 'source' | 'actor' | 'links' | 'attributes' | 'occurredAt'>;

/** GitLab calls it a merge request. */
export const isMerge = ({ attributes }: Pick<Told, 'attributes'>): boolean => attributes['pullRequest'] !== undefined || attributes['mergeRequest'] !== undefined;
export const isPush = (told: Pick<Told, 'attributes'>): boolean => !isMerge(told) && Array.isArray(told.attributes['commits']);

/** What a change is about in its sender's words: the repository, the workload. */
export const subjectOf = ({ entities, source }: Told): string => entities.find((entity) => !entity.includes(':') && entity.includes('/')) ?? source.instance ?? '';

/** The address of the repository's pages, out of a link to one of its commits. */
const pageOf = ({ links }: Told): string | undefined => links.map(({ url }) => /^(https?:\/\/[^?#]+?)(?:\/-)?\/commit\/[0-9a-f]{7,64}$/i.exec(url)?.[1]).find((page) => page !== undefined);

export const inPage = (told: Told, what: string): string | undefined => {
  const page = pageOf(told);
  return page === undefined ? undefined : `${page}${told.source.provider === 'gitlab' ? '/-' : ''}/${what}`;
};

/** The repository that an event names: it is of it, or says from which address it was taken. */
export const repositoryOf = ({ source, attributes }: Told): Repository | undefined => {
  if (source.provider === 'github') return source;
  const address = attributes['repository'];
  const [, host, path] = typeof address === 'string' ? /^(?:https?:\/\/|(?:ssh:\/\/)?git@)([\w.-]+(?::\d+)?)[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(address) ?? [] : [];
  if (host === undefined || path === undefined) return undefined;
  return { provider: 'github', instance: host.toLowerCase() === 'github.com' ? path : `${host.toLowerCase()}/${path}` };
};

/** What people call it: `acme/cart`. */
export const repositoryNameOf = (told: Told): string => (told.source.provider === 'github' ? undefined : repositoryOf(told)?.instance?.split('/').slice(-2).join('/')) ?? subjectOf(told);
