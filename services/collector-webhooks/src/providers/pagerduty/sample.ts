import type { Provider } from '../../provider/contract.js';

/** An incident is triggered. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json', 'x-webhook-id': `sample-${Date.parse(at)}` },
  body: {
    event: {
      id: `SAMPLE${Date.parse(at)}`, event_type: 'incident.triggered', resource_type: 'incident', occurred_at: at, agent: null,
      data: {
        id: 'PSAMPLE', type: 'incident', html_url: 'https://acme.pagerduty.com/incidents/PSAMPLE', number: 1, status: 'triggered', title: 'A sample incident', created_at: at, urgency: 'high',
        service: { id: 'PCHECKOUT', summary: 'Checkout (prod)' }, priority: null, incident_key: 'sample',
      },
    },
  },
});
