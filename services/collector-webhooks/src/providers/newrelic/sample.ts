import type { Provider } from '../../provider/contract.js';

/** What the template of this folder becomes when an issue is activated. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    id: '00000000-0000-4000-8000-000000000001', issueUrl: 'https://radar-api.service.newrelic.com/accounts/1/issues/00000000-0000-4000-8000-000000000001', title: 'A sample issue: error rate of checkout is high',
    priority: 'CRITICAL', state: 'ACTIVATED', trigger: 'STATE_CHANGE', createdAt: Date.parse(at), updatedAt: Date.parse(at), acknowledgedAt: null, closedAt: null, owner: null, accountId: 1,
    entityNames: ['checkout'], entityGuids: ['MXxBUE18QVBQTElDQVRJT058MQ'], entityTypes: ['APPLICATION'], tags: { environment: ['production'] }, alertPolicyNames: ['Golden Signals'], alertConditionNames: ['Error rate'],
    conditionDescription: [], nrqlQuery: ['SELECT count(*) FROM TransactionError'], runbookUrl: [], workflowName: 'Culprit',
  },
});
