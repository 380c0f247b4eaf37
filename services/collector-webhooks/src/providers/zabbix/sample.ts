import type { Provider } from '../../provider/contract.js';

/** What the media type of this folder posts when a problem begins. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    zabbix_url: 'https://zabbix.example', event_source: '0', event_value: '1', event_update_status: '0', event_update_action: '', event_ack_status: 'No', event_id: '1', event_name: 'A sample problem: error rate of checkout is high', event_opdata: '7.5 %',
    event_severity: 'High', event_nseverity: '4', event_tags: '[{"tag":"service","value":"checkout"},{"tag":"env","value":"production"}]', event_timestamp: String(Math.floor(Date.parse(at) / 1000)), host: 'web-1', host_name: 'web-1', trigger_id: '2', item_name: 'Errors',
  },
});
