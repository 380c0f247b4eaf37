import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { sign, verify } from './verify.js';

export const zabbix = provider({ name: 'zabbix', credential: 'TOKENS', verify, sign, sample, normalize, headers: [] });
