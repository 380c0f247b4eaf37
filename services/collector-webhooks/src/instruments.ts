import type { Metrics } from '@culprit/ports';

/** What this room counts. Labels come from our own lists, never from a request. */
export const instruments = (metrics: Metrics) => ({
  deliveries: metrics.counter('culprit_webhook_deliveries_total', 'Deliveries by provider and what became of them.', ['provider', 'outcome']),
  rejected: metrics.counter('culprit_webhook_rejected_total', 'Deliveries and requests that were refused, by reason.', ['provider', 'reason']),
  events: metrics.counter('culprit_webhook_events_total', 'Events written to the log.', ['provider', 'kind']),
  requests: metrics.counter('culprit_custom_requests_total', 'Requests to /v1 by kind of event and what became of them.', ['kind', 'outcome']),
  endpointsFaulty: metrics.gauge('culprit_webhook_endpoints_faulty', '1 while the newest version of ENDPOINTS_FILE cannot be read and the one before counts.'),
  append: metrics.histogram('culprit_webhook_append_seconds', 'How long an append to the event log took, until durable.'),
});
export type Instruments = ReturnType<typeof instruments>;
