import type { Provider } from '../../provider/contract.js';

/** A group of one alert begins to fire. */
export const sample: Provider['sample'] = (at) => {
  const labels = { alertname: 'A sample alert', service: 'checkout', environment: 'production', severity: 'critical', grafana_folder: 'shop' };
  return {
    headers: { 'content-type': 'application/json' },
    body: {
      receiver: 'culprit', status: 'firing', orgId: 1, version: '1', groupKey: '{}:{alertname="A sample alert"}', truncatedAlerts: 0, state: 'alerting', title: '[FIRING:1] A sample alert', message: '',
      groupLabels: { alertname: 'A sample alert' }, commonLabels: labels, commonAnnotations: {}, externalURL: 'https://grafana.example/',
      alerts: [{
        status: 'firing', labels, annotations: { summary: 'A sample alert: error rate of checkout is high' }, startsAt: at, endsAt: '0001-01-01T00:00:00Z', values: { B: 7.5 },
        generatorURL: 'https://grafana.example/alerting/grafana/sample/view?orgId=1', fingerprint: '0123456789abcdef',
      }],
    },
  };
};
