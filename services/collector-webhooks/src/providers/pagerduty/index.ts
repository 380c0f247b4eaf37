import type { Provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { verify } from './verify.js';

export const pagerduty = {
  name: 'pagerduty',
  credential: 'SECRETS',
  verify,
  normalize,
  headers: ['x-webhook-id', 'x-webhook-subscription'],
  deliveryId: 'x-webhook-id',
} satisfies Provider;
