import type { Actor } from '@culprit/domain';
import { after, isOneOf } from '../../provider/branches.js';
import type { Envelope, Identity, Repository } from './schema.js';
import type { Settings } from './settings.js';

/** `acme` of dev.azure.com/acme, of acme.visualstudio.com and its like; at a server of one's own the host. */
const organisationIn = (url: string | null | undefined): string | undefined => {
  const [, host, first] = /^https?:\/\/(?:[^/@]{0,200}@)?([^/@]{1,200})\/([^/?]{0,200})/.exec(url ?? '') ?? [];
  if (host === undefined) return undefined;
  if (/^(vsrm\.|vssps\.)?dev\.azure\.com$/.test(host)) return first || undefined;
  return /^([\w-]{1,100})\.(?:vsrm\.|vssps\.)?visualstudio\.com$/.exec(host)?.[1] ?? host;
};

/** The organisation that a hook comes from, as far as any address in it tells. */
export const organisationOf = ({ resourceContainers: containers }: Envelope, ...urls: readonly (string | null | undefined)[]): string | undefined =>
  [containers?.collection?.baseUrl, containers?.account?.baseUrl, containers?.project?.baseUrl, ...urls].map(organisationIn).find((each) => each !== undefined);

const GUID_IN_PATH = /\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/_/i;
/** The project's GUID: what ids are made with, since every hook and every answer of the API has it. */
export const projectIdOf = ({ resourceContainers: containers }: Envelope, said: string | null | undefined, ...urls: readonly (string | null | undefined)[]): string =>
  containers?.project?.id || said || (urls.map((url) => GUID_IN_PATH.exec(url ?? '')?.[1]).find(Boolean) ?? '');

export const pathOf = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join('/').slice(0, 450);

/** The page of a repository, without the name of whoever would clone it. */
export const pageOf = ({ webUrl, remoteUrl }: Repository): string | undefined => (webUrl || remoteUrl)?.replace(/^(https?:\/\/)[^/@]{0,200}@/, '$1').replace(/\/$/, '');

/** Whether this ref is the branch that runs: the repository's own word, else the configuration's. */
export const isMain = (ref: string, main: string | null | undefined, { branches }: Settings): boolean => {
  const branch = after('refs/heads/', ref);
  return main ? ref === main : branch !== undefined && isOneOf(branches, branch);
};

const automatic = /Build Service|^Microsoft\.|^Azure Pipelines|Service Account|(^|[-_. ])bot$/i;

export const actorOf = (...people: readonly (Identity | null | undefined)[]): Actor | undefined => {
  const name = people.map((person) => person?.displayName || person?.uniqueName).find(Boolean);
  return name ? { name, kind: automatic.test(name) ? 'automation' : 'human', basis: 'sender' } : undefined;
};
