import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { reconcile } from './reconcile.js';
import { sample } from './sample.js';
import { sign, verify } from './verify.js';

export const datadog = provider({ name: 'datadog', credential: 'TOKENS', verify, sign, sample, normalize, reconcile, headers: [] });
