import { provider } from '../../provider/contract.js';
import { eventHeaders, normalize } from './normalize.js';
import { sample } from './sample.js';
import { Settings } from './settings.js';
import { sign, verify } from './verify.js';

export const gitea = provider<Settings>({
  name: 'gitea',
  credential: 'SECRETS',
  verify,
  sign,
  sample,
  normalize,
  settings: Settings,
  headers: [...eventHeaders, 'x-gitea-delivery', 'x-gitea-event-type'],
  deliveryId: 'x-gitea-delivery',
  maxBytes: 25 * 1024 * 1024,
  maxKeys: 250_000,
});
