import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { Settings } from './settings.js';
import { sign, verify } from './verify.js';

export const bitbucket = provider<Settings>({
  name: 'bitbucket',
  credential: 'SECRETS',
  verify,
  sign,
  sample,
  normalize,
  settings: Settings,
  headers: ['x-event-key', 'x-request-uuid', 'x-request-id', 'x-hook-uuid', 'x-attempt-number'],
  deliveryId: 'x-request-uuid',
  maxKeys: 100_000,
});
