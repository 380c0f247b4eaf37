import { sharedToken } from '../../provider/signature.js';

/** HTTP 1.1 Web Hooks for Event Delivery: a bearer token, or `access_token` in the address. */
export const { verify, sign } = sharedToken();
