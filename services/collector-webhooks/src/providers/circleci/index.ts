import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { Settings } from './settings.js';
import { sign, verify } from './verify.js';

export const circleci = provider<Settings>({ name: 'circleci', credential: 'SECRETS', verify, sign, sample, normalize, settings: Settings, headers: ['circleci-event-type'] });
