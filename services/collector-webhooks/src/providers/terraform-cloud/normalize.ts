import { faults } from '@culprit/domain';
import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { fromAssessment } from './assessment.js';
import { fromRun } from './run.js';
import { AssessmentNotification, RunNotification, Trigger, type Settings } from './schema.js';

export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const said = Trigger.safeParse(delivery.body);
  if (!said.success) return reject(faults(said.error));
  // Version 2 names its trigger at the top; version 1 has a list of notifications.
  const { trigger } = said.data;
  if (trigger === undefined) {
    const run = RunNotification.safeParse(delivery.body);
    return run.success ? fromRun(run.data, delivery) : reject(faults(run.error));
  }
  if (trigger === 'verification') return skip('verification of the address');
  if (!trigger.startsWith('assessment:')) return skip(`${trigger} is not one we take`);
  const assessment = AssessmentNotification.safeParse(delivery.body);
  return assessment.success ? fromAssessment(assessment.data, delivery) : reject(faults(assessment.error));
};
