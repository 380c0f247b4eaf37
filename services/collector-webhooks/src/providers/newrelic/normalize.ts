import { faults } from '@culprit/domain';
import { type Delivery, type Normalized, reject } from '../../provider/contract.js';
import { fromDeployment, fromFirstAlert } from './first.js';
import { fromIncident } from './incident.js';
import { fromIssue } from './issue.js';
import { Deployment, FirstAlert, Incident, Issue } from './schema.js';

/** An issue of a workflow; an incident of the alert channels before; an alert or a deployment of the first webhooks. */
export const normalize = (delivery: Delivery): Normalized => {
  const { body } = delivery;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return reject('the body is not an object');
  if ('deployment' in body) {
    const read = Deployment.safeParse(inForm(body.deployment));
    return read.success ? fromDeployment(read.data, delivery) : reject(`deployment: ${faults(read.error)}`);
  }
  if ('alert' in body) {
    const read = FirstAlert.safeParse(inForm(body.alert));
    return read.success ? fromFirstAlert(read.data, delivery) : reject(`alert: ${faults(read.error)}`);
  }
  if ('incident_id' in body) {
    const read = Incident.safeParse(body);
    return read.success ? fromIncident(read.data, delivery) : reject(faults(read.error));
  }
  const read = Issue.safeParse(body);
  return read.success ? fromIssue(read.data, delivery) : reject(faults(read.error));
};

/** A form's field holds the text of what JSON would hold. */
const inForm = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
};
