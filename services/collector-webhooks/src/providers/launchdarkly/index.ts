import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { sign, verify } from './verify.js';

export const launchdarkly = provider({
  name: 'launchdarkly',
  credential: 'SECRETS',
  verify,
  sign,
  sample,
  normalize,
  reconcile,
  headers: [],
  // An entry carries its flag twice, in every environment with all its targets.
  maxBytes: 10 * 1024 * 1024,
  maxKeys: 250_000,
});
