import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { sign, verify } from './verify.js';

export const pagerduty = provider({
  name: 'pagerduty',
  credential: 'SECRETS',
  verify,
  sign,
  sample,
  normalize,
  reconcile,
  headers: ['x-webhook-id', 'x-webhook-subscription'],
  deliveryId: 'x-webhook-id',
});
