import { hmac } from '../../provider/signature.js';

/** `X-TFE-Notification-Signature: <hex>`, HMAC-SHA512 over the body with the token of the notification. */
export const { verify, sign } = hmac('x-tfe-notification-signature', '', { algorithm: 'sha512' });
