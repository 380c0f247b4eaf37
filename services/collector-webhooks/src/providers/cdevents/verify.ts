import { sharedToken } from '../../provider/signature.js';

/** The specification leaves it to HTTP: a bearer token, or one in the address. */
export const { verify, sign } = sharedToken();
