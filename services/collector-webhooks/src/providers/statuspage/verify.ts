import { sharedToken } from '../../provider/signature.js';

/** Statuspage can neither sign nor set a header: the token stands in the address that is subscribed. */
export const { verify, sign } = sharedToken();
