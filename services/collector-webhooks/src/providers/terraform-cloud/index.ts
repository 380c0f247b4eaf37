import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { Settings } from './schema.js';
import { sign, verify } from './verify.js';

export const terraformCloud = provider<Settings>({
  name: 'terraform-cloud',
  credential: 'SECRETS',
  verify,
  sign,
  sample,
  normalize,
  headers: [],
  settings: Settings,
  reconcile,
});
