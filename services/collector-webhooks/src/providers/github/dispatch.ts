import { factId } from '@culprit/domain';
import { plain, told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok } from '../../provider/contract.js';
import { commitIdentity } from '../../provider/fields.js';
import { cut } from '../../provider/wording.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import type { Dispatch } from './schema.js';
import type { Settings } from './settings.js';

/** Somebody told a repository from outside to do something; what, its payload says in words of their own. It carries neither time nor id. */
export const fromDispatch = ({ action, branch, client_payload: payload, repository, sender }: Dispatch, { headers, receivedAt, settings }: Delivery<Settings>): Normalized => {
  const instance = instanceOf(repository);
  const what = action || 'repository_dispatch';
  const commit = said(payload, 'sha') ?? said(payload, 'commit');
  const version = said(payload, 'version');
  return ok([told({
    id: factId('change', 'github', instance, 'repository_dispatch', headers['x-github-delivery'] ?? receivedAt),
    kind: 'custom',
    phase: 'succeeded',
    began: receivedAt,
    source: { provider: 'github', instance, url: repository.html_url },
    environment: said(payload, 'environment') ?? said(payload, 'env'),
    entities: entitiesOf(repository, settings, payload),
    actor: actorOf([sender]),
    title: `${what} dispatched to ${repository.full_name}`,
    revision: commit === undefined && version === undefined ? undefined : { ...(commit === undefined ? {} : { commit }), ...(version === undefined ? {} : { version }) },
    identities: commitIdentity(commit),
    links: [{ title: 'Actions', url: `${repository.html_url}/actions` }],
    attributes: { action: cut(what, 300), branch: branch ?? undefined, payload: plain(payload) },
  }, receivedAt)]);
};

const said = (payload: unknown, field: string): string | undefined => {
  if (payload === null || typeof payload !== 'object' || !Object.hasOwn(payload, field)) return undefined;
  const value = (payload as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' && value !== '' && value.length <= 300 ? value : undefined;
};
