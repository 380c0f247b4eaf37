import { hmac } from '../../provider/signature.js';

/** `X-Hub-Signature: sha256=<hex>`, of Cloud and of Data Center alike. */
export const { verify, sign } = hmac('x-hub-signature', 'sha256=');
