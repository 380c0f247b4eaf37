import { factId } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { commitIdentity } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { whereOf } from './project.js';
import type { Release } from './schema.js';
import type { Settings } from './settings.js';

/** A release that was made, named by its tag as the API names it. The hook does not say who made it. */
export const fromRelease = (release: Release, { receivedAt }: Delivery<Settings>): Normalized => {
  if (release.action && release.action !== 'create') return skip(`release ${cut(release.action, 60)}`);
  const where = whereOf(release);
  if (where === undefined) return reject('no project.path_with_namespace');
  const commit = release.commit?.id;
  return ok([told({
    id: factId('change', 'gitlab', where.instance, 'release', release.tag),
    kind: 'code',
    phase: 'succeeded',
    began: instant(release.released_at) ?? instant(release.created_at) ?? receivedAt,
    source: { provider: 'gitlab', instance: where.instance, url: release.url ?? undefined },
    entities: [where.path],
    title: `Release ${release.name || release.tag} of ${where.path}`,
    revision: { version: release.tag, ...(commit === undefined ? {} : { commit }) },
    identities: commitIdentity(commit),
    links: [{ title: `Release ${release.tag}`, url: release.url }, { title: `Commit ${commit?.slice(0, 7)}`, url: release.commit?.url }],
    attributes: { tag: release.tag },
  }, receivedAt)]);
};
