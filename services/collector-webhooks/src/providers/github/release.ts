import { factId, type Change } from '@culprit/domain';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { title } from '../../provider/wording.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import type { Release } from './schema.js';

/** A release that was published. Drafts, edits and the twin event `released` say nothing new. */
export const fromRelease = ({ action, release, repository, sender }: Release, { receivedAt }: Delivery): Normalized => {
  if (action !== 'published') return skip(`release ${action}`);
  const instance = instanceOf(repository);
  const at = instant(release.published_at) ?? instant(release.created_at) ?? receivedAt;
  const commit = /^[0-9a-f]{40}$/.test(release.target_commitish ?? '') ? release.target_commitish ?? undefined : undefined;
  const actor = actorOf([sender, release.author]);
  const change: Change = {
    id: factId('change', 'github', instance, 'release', String(release.id)),
    parser: 1,
    kind: 'code',
    phase: 'succeeded',
    phases: [{ phase: 'succeeded', at }],
    occurredAt: at,
    finishedAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'github', instance, url: release.html_url },
    services: [],
    entities: entitiesOf(repository),
    ...(actor === undefined ? {} : { actor }),
    title: title(`Release ${release.name || release.tag_name} of ${repository.full_name}`),
    diff: [],
    revision: { version: release.tag_name, ...(commit === undefined ? {} : { commit }) },
    identities: commit === undefined ? [] : [`commit:${commit}`],
    links: [{ title: `Release ${release.tag_name}`, url: release.html_url }],
    attributes: { tag: release.tag_name, prerelease: release.prerelease ?? false },
  };
  return ok([{ kind: 'change', event: change }]);
};
