import { hmac } from '../../provider/signature.js';

/** `circleci-signature: v1=<hex>`, in time perhaps a list of several versions. */
export const { verify, sign } = hmac('circleci-signature', 'v1=');
