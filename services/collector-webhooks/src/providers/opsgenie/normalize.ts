import { faults } from '@culprit/domain';
import { type Delivery, type Normalized, reject } from '../../provider/contract.js';
import { fromAlert } from './alert.js';
import { fromIncident } from './incident.js';
import { Action, type Settings } from './schema.js';

/** An action on an alert or an incident. */
export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const said = Action.safeParse(delivery.body);
  if (!said.success) return reject(faults(said.error));
  const { alert, incident } = said.data;
  if (alert !== undefined) return fromAlert(said.data, alert, delivery);
  return incident === undefined ? reject('neither an alert nor an incident') : fromIncident(said.data, incident, delivery);
};
