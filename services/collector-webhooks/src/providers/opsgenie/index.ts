import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { Settings } from './schema.js';
import { sign, verify } from './verify.js';

export const opsgenie = provider({ name: 'opsgenie', credential: 'TOKENS', verify, sign, sample, normalize, reconcile, headers: [], settings: Settings });
