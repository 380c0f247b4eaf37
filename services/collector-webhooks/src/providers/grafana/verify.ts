import { createHmac } from 'node:crypto';
import type { Sign, Verify } from '../../provider/contract.js';
import { either, headerOf, oneOf, sharedToken, TOLERANCE_MS } from '../../provider/signature.js';
import { Settings } from './schema.js';

/** Grafana's first releases with HMAC called it otherwise than its documentation. */
const ALSO = 'x-grafana-alert-signature';
const TIMESTAMP = 'x-grafana-alerting-timestamp';

const signature = (secret: string, timestamp: string, body: Buffer): string =>
  createHmac('sha256', secret).update(timestamp === '' ? '' : `${timestamp}:`).update(body).digest('hex');

/**
 * `X-Grafana-Alerting-Signature: <hex>`, HMAC-SHA256 over the body, or over `timestamp:body` where the contact point names a timestamp header; then
 * older or newer than five minutes is refused.
 */
const hmac: { verify: Verify; sign: Sign } = {
  verify: (secrets, { settings }) => ({ headers, body, now }) => {
    const named = Settings.safeParse(settings ?? {}).data;
    const sent = headerOf(headers, named?.signatureHeader.toLowerCase() ?? '') || headerOf(headers, ALSO);
    const timestamp = headerOf(headers, named?.timestampHeader.toLowerCase() || TIMESTAMP);
    const fits = secrets.map((secret) => signature(secret, timestamp, body)).reduce((found, each) => oneOf([sent.toLowerCase()], each) || found, false);
    if (timestamp === '') return fits && !named?.timestampHeader;
    return fits && /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1000) <= TOLERANCE_MS;
  },
  sign: (secret, body, now) => {
    const timestamp = String(Math.floor(now / 1000));
    return { 'x-grafana-alerting-signature': signature(secret, timestamp, body), [TIMESTAMP]: timestamp };
  },
};

/** Signed since Grafana 11.6; before, and where the contact point says so, the secret is shown as a bearer token, a basic password or in the address. */
export const { verify, sign } = either(hmac, sharedToken());
