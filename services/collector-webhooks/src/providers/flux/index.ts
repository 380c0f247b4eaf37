import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { Settings } from './schema.js';
import { sign, verify } from './verify.js';

export const flux = provider<Settings>({
  name: 'flux',
  credential: 'SECRETS',
  verify,
  sign,
  sample,
  normalize,
  headers: ['gotk-component'],
  settings: Settings,
});
