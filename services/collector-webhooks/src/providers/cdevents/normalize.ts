import { isCloudEvent, cloudEventsOf } from '../../provider/cloudevent/read.js';
import { gather } from '../../provider/cdevents/gather.js';
import { meantBy } from '../../provider/cdevents/read.js';
import { type Delivery, type Normalized, reject } from '../../provider/contract.js';

/** CDEvents as they are, one or an array, or inside CloudEvents of any mode. */
export const normalize = (delivery: Delivery): Normalized => {
  const { body, receivedAt } = delivery;
  if (isCloudEvent(delivery)) {
    const read = cloudEventsOf(delivery);
    return read.ok ? gather(read.events.map(({ data }) => meantBy(data, receivedAt))) : reject(read.error);
  }
  const all = Array.isArray(body) ? body : [body];
  return all.length === 0 ? reject('an empty batch') : gather(all.map((each: unknown) => meantBy(each, receivedAt)));
};
