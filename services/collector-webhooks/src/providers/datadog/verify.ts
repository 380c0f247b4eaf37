import { sharedToken } from '../../provider/signature.js';

/** Datadog cannot sign. It shows a token: a custom header `{"Authorization": "Bearer <token>"}`, or its basic authentication. */
export const { verify, sign } = sharedToken();
