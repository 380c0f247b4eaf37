import { factId, imageIdentities } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, instanceOf } from './repository.js';
import type { Package } from './schema.js';
import type { Settings } from './settings.js';

/** An image or a package was published to the server's own registry. */
export const fromPackage = ({ action, package: published, repository: linked, sender }: Package, { receivedAt }: Delivery<Settings>): Normalized => {
  if (action !== 'created') return skip(`package ${cut(action, 60)}`);
  const repository = linked ?? published.repository ?? undefined;
  const host = /^https?:\/\/([^/]{1,200})\//.exec(published.html_url ?? '')?.[1];
  const isImage = published.type === 'container';
  const owner = published.owner?.login || published.owner?.username;
  const path = [...(host ? [host] : []), ...(owner ? [owner] : []), published.name].join('/').toLowerCase();
  const version = published.version ?? undefined;
  const isDigest = version?.startsWith('sha256:') === true;
  const image = isImage && version !== undefined ? cut(`${path}${isDigest ? '@' : ':'}${version}`, 500) : undefined;
  const instance = repository === undefined ? host ?? path : instanceOf(repository);
  return ok([told({
    id: factId('change', 'gitea', instance, 'package', published.id),
    kind: 'code',
    phase: 'succeeded',
    began: instant(published.created_at) ?? receivedAt,
    source: { provider: 'gitea', instance: cut(instance, 500), url: published.html_url ?? undefined },
    entities: [...(repository === undefined ? [] : [repository.full_name]), ...(isImage ? [cut(path, 500)] : repository === undefined ? [cut(`gitea:package/${path}`, 500)] : [])],
    actor: actorOf(sender, published.creator),
    title: `Published ${path}${version === undefined ? '' : ` ${version}`}`,
    revision: image === undefined ? version === undefined ? undefined : { version } : { image, ...(isDigest ? { digest: version } : { version }) },
    identities: image === undefined ? [] : imageIdentities(image),
    links: [{ title: 'Package', url: published.html_url }],
    attributes: { packageType: published.type ?? undefined },
  }, receivedAt)]);
};
