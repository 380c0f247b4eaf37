import { sharedToken } from '../../provider/signature.js';

/** Pingdom can neither sign nor set a header: the token is the last part of the address, or a basic password in it. */
export const { verify, sign } = sharedToken();
