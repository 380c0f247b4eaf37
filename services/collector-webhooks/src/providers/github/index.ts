import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { Settings } from './settings.js';
import { sign, verify } from './verify.js';

export const github = provider<Settings>({
  name: 'github',
  credential: 'SECRETS',
  verify,
  sign,
  sample,
  normalize,
  settings: Settings,
  reconcile,
  headers: ['x-github-event', 'x-github-delivery', 'x-github-hook-id'],
  deliveryId: 'x-github-delivery',
  // What GitHub itself caps a delivery at; a push may name 2,048 commits.
  maxBytes: 25 * 1024 * 1024,
  maxKeys: 250_000,
});
