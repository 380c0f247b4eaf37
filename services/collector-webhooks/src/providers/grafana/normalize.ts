import { faults } from '@culprit/domain';
import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { fromLegacy } from './legacy.js';
import { Legacy, Notification, Rule } from './schema.js';
import { fromNotification } from './unified.js';

/** A notification of unified alerting, or of the dashboards' alerting before it. */
export const normalize = (delivery: Delivery): Normalized => {
  const { body } = delivery;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return reject('the body is not an object');
  if ('alerts' in body) {
    const said = Notification.safeParse(body);
    return said.success ? fromNotification(said.data, delivery) : reject(faults(said.error));
  }
  if (Rule.safeParse(body).success) return skip('the definition of an alert rule, not a notification: it does not say whether it fires');
  if (!('ruleId' in body || 'ruleName' in body || 'evalMatches' in body)) return reject('neither `alerts` nor `ruleId`: leave the custom payload of the contact point empty');
  const said = Legacy.safeParse(body);
  return said.success ? fromLegacy(said.data, delivery) : reject(faults(said.error));
};
