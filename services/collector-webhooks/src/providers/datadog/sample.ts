import type { Provider } from '../../provider/contract.js';

/** What the template of this folder becomes when a monitor triggers. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    id: String(Date.parse(at)), alert_id: '1234567', alert_cycle_key: String(Date.parse(at)), alert_transition: 'Triggered', alert_type: 'error', alert_priority: 'P1',
    alert_title: 'A sample alert: error rate of checkout is high', alert_status: 'errors > 5 %', alert_scope: 'service:checkout,env:prod', alert_metric: 'trace.http.request.errors', alert_query: '',
    event_title: '[P1] [Triggered] A sample alert: error rate of checkout is high', event_type: 'query_alert_monitor', tags: 'service:checkout,env:prod,monitor', hostname: '',
    org: { id: '1', name: 'acme' }, date: String(Date.parse(at)), last_updated: String(Date.parse(at)), link: 'https://app.datadoghq.com/monitors/1234567',
  },
});
