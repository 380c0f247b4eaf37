import type { Provider } from '../../provider/contract.js';

/** An incident opens. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    version: '1.2',
    incident: {
      incident_id: '0.sample', scoping_project_id: 'acme-prod', url: 'https://console.cloud.google.com/monitoring/alerting/incidents/0.sample?project=acme-prod', started_at: Math.floor(Date.parse(at) / 1000), ended_at: null, state: 'open',
      summary: 'A sample incident: request latency of checkout is above the threshold of 2.000 with a value of 4.997.', severity: 'Critical', observed_value: '4.997', threshold_value: '2',
      resource: { type: 'cloud_run_revision', labels: { service_name: 'checkout', revision_name: 'checkout-00042-abc', location: 'europe-west1', project_id: 'acme-prod' } }, resource_type_display_name: 'Cloud Run Revision',
      metric: { type: 'run.googleapis.com/request_latencies', displayName: 'Request Latency', labels: {} }, metadata: { system_labels: {}, user_labels: { environment: 'production' } }, policy_name: 'Checkout latency', policy_user_labels: {}, condition_name: 'Request latency',
    },
  },
});
