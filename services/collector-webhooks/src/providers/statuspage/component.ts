import { factId, type Change } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import { componentName, entitiesOf, plain } from './names.js';
import type { ComponentTold, Settings } from './schema.js';

/** A component went from one status to another. */
export const fromComponent = ({ page, component, component_update: update }: ComponentTold, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const at = instant(update.created_at);
  if (at === undefined) return reject(`component_update.created_at is no time: ${cut(String(update.created_at ?? ''), 60)}`);
  const name = componentName(component.name, settings);
  const change: Change = {
    id: factId('change', 'statuspage', page.id, 'component-update', update.id),
    parser: 1,
    kind: 'third-party',
    phase: 'succeeded',
    phases: [{ phase: 'succeeded', at }],
    occurredAt: at,
    finishedAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'statuspage', instance: page.id, ...(page.url ? { url: page.url } : {}) },
    services: [],
    entities: entitiesOf([component.name], page, settings),
    title: title(`${name}: ${update.old_status ? `${plain(update.old_status)} → ` : ''}${plain(update.new_status)}`),
    diff: [{ path: `components.${name}.status`, ...(update.old_status ? { before: cut(update.old_status, 60) } : {}), after: cut(update.new_status, 60) }],
    identities: [],
    links: page.url ? [{ title: 'Status page', url: page.url }] : [],
    attributes: component.id ? { componentId: component.id } : {},
  };
  return ok([{ kind: 'change', event: change }]);
};
