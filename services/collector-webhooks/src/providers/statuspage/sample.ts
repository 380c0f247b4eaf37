import type { Provider } from '../../provider/contract.js';

/** A vendor begins to look into an incident. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    meta: { documentation: 'https://support.atlassian.com/statuspage/', generated_at: at },
    page: { id: 'samplepage', status_indicator: 'major', status_description: 'Partial System Outage' },
    incident: {
      id: `sample${Date.parse(at)}`, name: 'A sample incident: elevated error rates', status: 'investigating', impact: 'major', created_at: at, updated_at: at, resolved_at: null,
      shortlink: 'https://stspg.io/sample', scheduled_for: null,
      incident_updates: [{
        id: `sampleupdate${Date.parse(at)}`, status: 'investigating', body: 'We are investigating.', created_at: at, display_at: at,
        affected_components: [{ code: 'sampleapi', name: 'API', old_status: 'operational', new_status: 'partial_outage' }],
      }],
      components: [{ id: 'sampleapi', name: 'API', status: 'partial_outage' }],
    },
  },
});
