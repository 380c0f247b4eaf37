import { sharedToken } from '../../provider/signature.js';

/** Split signs nothing and sets no header: its token is in the address. */
export const { verify, sign } = sharedToken();
