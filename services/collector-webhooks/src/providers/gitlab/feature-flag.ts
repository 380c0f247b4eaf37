import { factId } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import { actorOf, whereOf } from './project.js';
import type { FeatureFlag } from './schema.js';
import type { Settings } from './settings.js';

/** A flag was turned on or off. The hook carries no time, and no id but that of the delivery. */
export const fromFeatureFlag = (said: FeatureFlag, { headers, receivedAt }: Delivery<Settings>): Normalized => {
  const where = whereOf(said);
  if (where === undefined) return reject('no project.path_with_namespace');
  const { name, active, description } = said.object_attributes;
  const url = where.page === '' ? undefined : `${where.page}/-/feature_flags`;
  const delivery = headers['idempotency-key'] ?? headers['webhook-id'] ?? headers['x-gitlab-event-uuid'] ?? receivedAt;
  return ok([told({
    id: factId('change', 'gitlab', where.instance, 'feature_flag', name, delivery),
    kind: 'feature-flag',
    phase: 'succeeded',
    began: receivedAt,
    source: { provider: 'gitlab', instance: where.instance, url },
    entities: [cut(`gitlab:flag/${where.path}/${name}`, 500), where.path],
    actor: actorOf(said.user),
    title: `Flag ${name} of ${where.path} turned ${active ? 'on' : 'off'}`,
    diff: [{ path: 'active', before: !active, after: active }],
    identities: [cut(`flag:gitlab/${where.path}/${name}`, 500)],
    links: [{ title: 'Feature flags', url }],
    attributes: { flag: name, description: description ?? undefined },
  }, receivedAt)]);
};
