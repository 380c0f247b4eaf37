import { gather } from '../../provider/cdevents/gather.js';
import { isCdEvent, meantBy, type Meant } from '../../provider/cdevents/read.js';
import { cloudEventsOf, type CloudEvent } from '../../provider/cloudevent/read.js';
import { type Delivery, type Normalized, reject } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import { customChange } from './custom.js';
import { ownEvent, ownKind } from './own.js';
import type { Settings } from './schema.js';
import { fits } from './told.js';

/** Binary, structured or batch; ours, CDEvents, or whatever the endpoint's rules say. */
export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const read = cloudEventsOf(delivery);
  return read.ok ? gather(read.events.map((event) => meaning(event, delivery))) : reject(read.error);
};

const meaning = (event: CloudEvent, { settings, receivedAt }: Delivery<Settings>): Meant => {
  const rule = settings.rules.find(({ type }) => fits(type, event.type));
  if (rule !== undefined) {
    const { as } = rule;
    return as === 'skip' ? { is: 'passed', reason: `a rule skips ${cut(event.type, 100)}` } : { is: 'said', said: { kind: 'change', event: customChange(event, receivedAt, { ...rule, as }) } };
  }
  const own = ownKind(event.type);
  if (own !== undefined) return ownEvent(own, event, receivedAt);
  if (isCdEvent(event.type)) return meantBy(event.data, receivedAt);
  if (settings.others === 'skip') return { is: 'passed', reason: `no rule fits type ${cut(event.type, 100)}` };
  return { is: 'said', said: { kind: 'change', event: customChange(event, receivedAt) } };
};
