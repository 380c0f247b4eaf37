import type { Provider } from '../../provider/contract.js';

/** A deploy, as a CI plugin would send it to PagerDuty. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    payload: { summary: 'Deployed checkout 1.42.0 to production', timestamp: at, source: 'acme-build-pipeline', custom_details: { service: 'checkout', environment: 'production', version: '1.42.0', user: 'ann' } },
    links: [{ href: 'https://ci.acme.example/builds/18', text: 'Build 18' }],
  },
});
