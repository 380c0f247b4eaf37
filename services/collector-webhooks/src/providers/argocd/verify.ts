import { sharedToken } from '../../provider/signature.js';

/** Argo CD cannot sign. Its webhook service shows a token: `Authorization: Bearer <token>`, or the password of `basicAuth`. */
export const { verify, sign } = sharedToken();
