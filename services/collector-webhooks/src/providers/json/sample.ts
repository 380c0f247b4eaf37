import type { Provider } from '../../provider/contract.js';

/** A body in our own words, which needs no mapping. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: { alerts: [{ fingerprint: 'sample', status: 'firing', startsAt: at, title: 'A sample alert: error rate of checkout is high', severity: 'high', class: 'errors', environment: 'production', entities: ['service:checkout'] }] },
});
