import { sharedToken } from '../../provider/signature.js';

/** Azure DevOps cannot sign. It shows a token: as the password of basic authentication, or in a header `Authorization: Bearer <token>` of the subscription. */
export const { verify, sign } = sharedToken();
