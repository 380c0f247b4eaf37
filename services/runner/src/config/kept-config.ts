import { topics, type TopicSpec } from '@culprit/domain';
import { z } from 'zod';

const DAY = 86_400_000;
const days = (topic: TopicSpec, what: string) =>
  z.coerce.number().positive('must be above 0').default((topic.keptMs ?? 0) / DAY).describe(`How many days ${what}.`);

/** Kept times of the topics, days. Set when a topic is made. */
export const keptConfig = {
  KEPT_DAYS_DELIVERIES: days(topics.deliveries, 'raw deliveries are kept'),
  KEPT_DAYS_CHANGES: days(topics.changes, 'changes are kept'),
  KEPT_DAYS_ALERTS: days(topics.alerts, 'alerts are kept'),
  KEPT_DAYS_INCIDENTS: days(topics.incidents, 'every revision of an incident is kept at least; the newest stays for ever'),
  KEPT_DAYS_FEEDBACK: days(topics.feedback, 'verdicts of people are kept'),
  KEPT_DAYS_DLQ: days(topics.dlq, 'dead letters are kept'),
};

type Kept = { readonly [K in keyof typeof keptConfig]: number };

/** The topics to make, with their kept times as configured. */
export const topicSpecs = (kept: Kept): TopicSpec[] => {
  const configured: Record<string, number> = {
    [topics.deliveries.name]: kept.KEPT_DAYS_DELIVERIES,
    [topics.changes.name]: kept.KEPT_DAYS_CHANGES,
    [topics.alerts.name]: kept.KEPT_DAYS_ALERTS,
    [topics.incidents.name]: kept.KEPT_DAYS_INCIDENTS,
    [topics.feedback.name]: kept.KEPT_DAYS_FEEDBACK,
    [topics.dlq.name]: kept.KEPT_DAYS_DLQ,
  };
  return Object.values(topics).map((spec) => {
    const kept = configured[spec.name];
    return kept === undefined ? spec : { ...spec, keptMs: kept * DAY };
  });
};
