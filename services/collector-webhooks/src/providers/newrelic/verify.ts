import { sharedToken } from '../../provider/signature.js';

/** New Relic cannot sign. Its destination shows a token: bearer or basic, a custom header `Authorization`, or in the address. */
export const { verify, sign } = sharedToken();
