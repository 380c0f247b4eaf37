import { createHmac } from 'node:crypto';
import type { Sign, Verify } from '../../provider/contract.js';
import { headerOf, oneOf, sharedToken } from '../../provider/signature.js';

const algorithms = new Set(['sha224', 'sha256', 'sha384', 'sha512']);
const { verify: shown } = sharedToken();

/**
 * `generic-hmac` signs: `X-Signature: <algorithm>=<hex>`. `generic` cannot; it shows the same secret as a bearer token or in the address. What is kept as
 * the hash of a token signs nothing: whoever read it could.
 */
export const verify: Verify = (secrets, around) => {
  const keys = secrets.filter((secret) => !secret.startsWith('sha256:'));
  const token = shown(secrets, around);
  return (request) => {
    const [algorithm = '', sent = ''] = headerOf(request.headers, 'x-signature').trim().split('=', 2);
    const fits = algorithms.has(algorithm) && oneOf(keys.map((key) => createHmac(algorithm, key).update(request.body).digest('hex')), sent);
    return token(request) === true || fits;
  };
};

export const sign: Sign = (secret, body) => ({ 'x-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` });
