import type { Provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { verify } from './verify.js';

export const github = {
  name: 'github',
  credential: 'SECRETS',
  verify,
  normalize,
  headers: ['x-github-event', 'x-github-delivery', 'x-github-hook-id'],
  deliveryId: 'x-github-delivery',
  // What GitHub itself caps a delivery at; a push may name 2,048 commits.
  maxBytes: 25 * 1024 * 1024,
  maxKeys: 250_000,
} satisfies Provider;
