import { factId } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { commitIdentity, isCommit } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import type { Release } from './schema.js';
import type { Settings } from './settings.js';

/** A release that was published. Drafts, edits and the twin event `released` say nothing new. */
export const fromRelease = ({ action, release, repository, sender }: Release, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  if (action !== 'published') return skip(`release ${cut(action, 60)}`);
  const instance = instanceOf(repository);
  const commit = isCommit(release.target_commitish) ? release.target_commitish : undefined;
  return ok([told({
    id: factId('change', 'github', instance, 'release', release.id),
    kind: 'code',
    phase: 'succeeded',
    began: instant(release.published_at) ?? instant(release.created_at) ?? receivedAt,
    source: { provider: 'github', instance, url: release.html_url },
    entities: entitiesOf(repository, settings),
    actor: actorOf([sender, release.author]),
    title: `Release ${release.name || release.tag_name} of ${repository.full_name}`,
    revision: { version: release.tag_name, ...(commit === undefined ? {} : { commit }) },
    identities: commitIdentity(commit),
    links: [{ title: `Release ${release.tag_name}`, url: release.html_url }],
    attributes: { tag: release.tag_name, prerelease: release.prerelease ?? false },
  }, receivedAt)]);
};
