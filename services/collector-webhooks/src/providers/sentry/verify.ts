import { either, hmac, sharedToken } from '../../provider/signature.js';

/**
 * `Sentry-Hook-Signature: <hex>`, HMAC-SHA256 over the body with the client secret; older Sentrys call it `Sentry-App-Signature`. The legacy plugin of
 * a project signs nothing: the secret in the address stands for it.
 */
export const { verify, sign } = either(hmac('sentry-hook-signature'), either(hmac('sentry-app-signature'), sharedToken()));
