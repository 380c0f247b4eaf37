import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { sign, verify } from './verify.js';

export const alertmanager = provider({
  name: 'alertmanager',
  credential: 'TOKENS',
  verify,
  sign,
  sample,
  normalize,
  reconcile,
  headers: [],
  // Where Prometheus posts to an Alertmanager whose `path_prefix` is `/webhooks/alertmanager/<endpoint>`.
  routes: ['/webhooks/alertmanager/:endpoint/api/v2/alerts'],
});
