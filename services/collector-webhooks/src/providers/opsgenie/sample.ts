import type { Provider } from '../../provider/contract.js';

/** An alert is created. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    action: 'Create', integrationId: '00000000-0000-4000-8000-000000000001', integrationName: 'Culprit', source: { name: 'sample', type: 'API' },
    alert: {
      alertId: '00000000-0000-4000-8000-000000000002', alias: 'sample', tinyId: '1', message: 'A sample alert: error rate of checkout is high', entity: 'checkout', tags: ['service:checkout', 'env:production'], priority: 'P1',
      createdAt: Date.parse(at), updatedAt: `${Date.parse(at)}000000`, source: 'sample', username: 'sample',
    },
  },
});
