import type { Provider } from '../../provider/contract.js';

/** A group of one alert begins to fire. */
export const sample: Provider['sample'] = (at) => {
  const labels = { alertname: 'SampleAlert', service: 'checkout', namespace: 'shop', deployment: 'checkout', environment: 'production', severity: 'critical' };
  return {
    headers: { 'content-type': 'application/json' },
    body: {
      version: '4', groupKey: '{}:{alertname="SampleAlert"}', truncatedAlerts: 0, status: 'firing', receiver: 'culprit', groupLabels: { alertname: 'SampleAlert' }, commonLabels: labels,
      commonAnnotations: {}, externalURL: 'http://alertmanager.example:9093',
      alerts: [{
        status: 'firing', labels, annotations: { summary: 'A sample alert: error rate of checkout is high' }, startsAt: at, endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://prometheus.example:9090/graph?g0.expr=up', fingerprint: '0123456789abcdef',
      }],
    },
  };
};
