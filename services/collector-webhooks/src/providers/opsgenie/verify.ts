import { sharedToken } from '../../provider/signature.js';

/** Opsgenie cannot sign. It shows a token: a custom header `Authorization: Bearer <token>`, or in the address. */
export const { verify, sign } = sharedToken();
