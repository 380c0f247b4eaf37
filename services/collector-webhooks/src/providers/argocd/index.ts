import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { Settings } from './schema.js';
import { sign, verify } from './verify.js';

export const argocd = provider<Settings>({
  name: 'argocd',
  credential: 'TOKENS',
  verify,
  sign,
  sample,
  normalize,
  headers: [],
  settings: Settings,
  reconcile,
  // An Application of a thousand resources, each told twice.
  maxBytes: 4 * 1024 * 1024,
  maxKeys: 50_000,
});
