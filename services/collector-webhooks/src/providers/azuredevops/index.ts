import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { Settings } from './settings.js';
import { sign, verify } from './verify.js';

export const azuredevops = provider<Settings>({ name: 'azuredevops', credential: 'TOKENS', verify, sign, sample, normalize, settings: Settings, headers: [], maxKeys: 100_000 });
