import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { Settings } from './settings.js';
import { sign, verify } from './verify.js';

export const gitlab = provider<Settings>({
  name: 'gitlab',
  credential: 'SECRETS',
  verify,
  sign,
  sample,
  normalize,
  settings: Settings,
  reconcile,
  headers: ['x-gitlab-event', 'idempotency-key', 'webhook-id', 'x-gitlab-event-uuid', 'x-gitlab-instance', 'x-gitlab-webhook-uuid'],
  deliveryId: 'idempotency-key',
  maxBytes: 25 * 1024 * 1024,
  maxKeys: 250_000,
});
