import type { Provider } from '../../provider/contract.js';

/** The rule of an issue alert fires. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json', 'request-id': `sample-${Date.parse(at)}`, 'sentry-hook-resource': 'event_alert', 'sentry-hook-timestamp': String(Math.floor(Date.parse(at) / 1000)) },
  body: {
    action: 'triggered', actor: { id: 'sentry', name: 'Sentry', type: 'application' }, installation: { uuid: '00000000-0000-4000-8000-000000000001' },
    data: {
      triggered_rule: 'Culprit',
      event: {
        event_id: '00000000000040008000000000000002', issue_id: '1', title: 'A sample error: checkout failed', culprit: 'checkout in pay', level: 'error', environment: 'production', release: 'checkout@1.4.2', datetime: at,
        tags: [['level', 'error'], ['service', 'checkout']], url: 'https://sentry.io/api/0/projects/acme/checkout/events/00000000000040008000000000000002/', web_url: 'https://sentry.io/organizations/acme/issues/1/events/00000000000040008000000000000002/', issue_url: 'https://sentry.io/api/0/issues/1/',
      },
    },
  },
});
