import { hmac } from '../../provider/signature.js';

/** `X-LD-Signature: <hex>`, HMAC-SHA256 over the body; the secret is used as it stands. */
export const { verify, sign } = hmac('x-ld-signature');
