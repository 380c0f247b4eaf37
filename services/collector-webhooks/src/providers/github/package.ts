import { factId, imageIdentities } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { commitIdentity, isCommit } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, entitiesOf, hostOf, instanceOf } from './repository.js';
import type { Published } from './schema.js';
import type { Settings } from './settings.js';

const DIGEST = /^sha256:[0-9a-f]{6,64}$/;

/** An image or a package was published: what joins a commit to the workloads that later run it. */
export const fromPackage = ({ action, repository, sender, ...body }: Published, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const published = body.package ?? body.registry_package;
  if (!published) return reject('neither package nor registry_package');
  if (action !== 'published' && action !== 'updated') return skip(`package ${cut(action, 60)}`);
  const version = published.package_version;
  if (!version) return skip(`package ${published.name} without a version`);

  // Some deliveries put the package's name behind the owner.
  const owner = published.owner?.login ?? published.namespace?.split('/', 1)[0];
  const container = version.container_metadata ?? undefined;
  const isImage = container !== undefined || /container|docker/i.test(published.package_type ?? '');
  const image = [...(isImage ? [registryOf(repository)] : []), ...(owner ? [owner] : []), published.name].join('/').toLowerCase();
  const tag = container?.tag?.name || (isImage || !version.version ? undefined : version.version);
  const digest = [container?.tag?.digest, version.version, version.name].find((text) => DIGEST.test(text ?? '')) ?? undefined;
  const revision = container?.labels?.all_labels?.['org.opencontainers.image.revision'];
  const commit = [typeof revision === 'string' ? revision : undefined, container?.labels?.revision, version.target_oid].find(isCommit);
  const began = [version.created_at, version.updated_at, published.updated_at, published.created_at].map(instant).find((at) => at !== undefined) ?? receivedAt;
  const what = tag === undefined ? digest ?? '' : tag;
  return ok([told({
    id: factId('change', 'github', image, 'package', version.id ?? digest ?? '', tag ?? ''),
    kind: 'code',
    phase: 'succeeded',
    began,
    source: { provider: 'github', instance: repository ? instanceOf(repository) : image, url: version.html_url ?? published.html_url ?? undefined },
    entities: [...(repository ? entitiesOf(repository, settings) : []), ...(isImage ? [image] : [])].concat(repository || isImage ? [] : [`github:package/${image}`]),
    actor: actorOf([sender, version.author]),
    title: `Published ${image}${what === '' ? '' : ` ${cut(what, 100)}`}`,
    revision: {
      ...(commit === undefined ? {} : { commit }),
      ...(isImage ? { image: cut(tag === undefined ? image : `${image}:${tag}`, 500) } : {}),
      ...(isImage && digest !== undefined ? { digest } : {}),
      ...(tag === undefined ? {} : { version: cut(tag, 300) }),
    },
    identities: [...new Set([
      ...commitIdentity(commit),
      ...(isImage ? imageIdentities(`${image}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`) : []),
    ])],
    links: [{ title: 'Package', url: version.html_url ?? published.html_url }],
    attributes: { packageType: published.package_type ?? undefined },
  }, receivedAt)]);
};

/** A GitHub of one's own has its registry beside it. */
const registryOf = (repository: Published['repository']): string => {
  const host = repository ? hostOf(repository) : 'github.com';
  return host === 'github.com' ? 'ghcr.io' : `containers.${host}`;
};
