import type { Provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { verify } from './verify.js';

export const datadog = { name: 'datadog', credential: 'TOKENS', verify, normalize, headers: [] } satisfies Provider;
