import { hmac } from '../../provider/signature.js';

/** `X-PagerDuty-Signature: v1=<hex>,v1=<hex>`: one for each secret while PagerDuty changes them; other versions are passed over. */
export const { verify, sign } = hmac('x-pagerduty-signature', 'v1=');
