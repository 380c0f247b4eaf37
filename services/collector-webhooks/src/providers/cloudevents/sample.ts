import type { Provider } from '../../provider/contract.js';

/** A change of ours in structured mode. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/cloudevents+json' },
  body: {
    specversion: '1.0', id: `sample-${Date.parse(at)}`, source: '/sample', type: 'culprit.change', time: at, datacontenttype: 'application/json',
    data: { service: 'checkout', kind: 'deployment', title: 'A sample deployment of checkout 1.2.0', environment: 'production' },
  },
});
