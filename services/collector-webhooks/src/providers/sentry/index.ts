import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { sign, verify } from './verify.js';

export const sentry = provider({
  name: 'sentry',
  credential: 'SECRETS',
  verify,
  sign,
  sample,
  normalize,
  headers: ['sentry-hook-resource', 'sentry-hook-timestamp', 'request-id'],
  deliveryId: 'request-id',
  // Stack traces with the source around each frame.
  maxBytes: 4 * 1024 * 1024,
  maxKeys: 100_000,
});
