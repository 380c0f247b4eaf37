import { sharedToken } from '../../provider/signature.js';

/** Alertmanager cannot sign. It shows a token: `http_config.authorization`, `basic_auth`, or in the address. */
export const { verify, sign } = sharedToken();
