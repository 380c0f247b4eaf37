import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { Settings } from './schema.js';
import { sign, verify } from './verify.js';

export const jenkins = provider<Settings>({
  name: 'jenkins',
  credential: 'TOKENS',
  verify,
  sign,
  sample,
  normalize,
  headers: [],
  settings: Settings,
  reconcile,
  // The plugin can be told to send the whole console.
  maxBytes: 5 * 1024 * 1024,
});
