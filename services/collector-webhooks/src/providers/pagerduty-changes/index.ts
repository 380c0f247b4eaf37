import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { Settings } from './schema.js';
import { sign, verify } from './verify.js';

export const pagerdutyChanges = provider<Settings>({
  name: 'pagerduty-changes',
  credential: 'TOKENS',
  verify,
  sign,
  sample,
  normalize,
  headers: [],
  settings: Settings,
  // Plugins put this after the host that they are given.
  routes: ['/v2/change/enqueue', '/webhooks/pagerduty-changes/:endpoint/v2/change/enqueue'],
  // PagerDuty's own action, and others, take anything else for a failure.
  thanks: { status: 202, body: { status: 'success', message: 'Change event processed' } },
});
