import { sharedToken } from '../../provider/signature.js';

/** Cloud Monitoring cannot sign. It shows a token: `?auth_token=` in the address, or as the password of basic authentication. */
export const { verify, sign } = sharedToken();
