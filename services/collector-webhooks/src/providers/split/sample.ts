import type { Provider } from '../../provider/contract.js';

/** A flag is given to half of the users. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    name: 'new_checkout', type: 'split', changeNumber: Date.parse(at), time: Date.parse(at), definition: 'if in segment all then split 50:on,50:off', description: 'Changed the default rule', link: 'https://app.split.io/org/sample',
    environmentName: 'production', editor: 'Ann Example', schemaVersion: 1, previous: { name: 'new_checkout', type: 'split', changeNumber: Date.parse(at) - 1000, time: Date.parse(at) - 1000, definition: 'if in segment all then split 0:on,100:off' },
  },
});
