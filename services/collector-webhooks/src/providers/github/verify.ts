import { isUtf8 } from 'node:buffer';
import { Webhooks } from '@octokit/webhooks';
import type { Sign, Verify } from '../../provider/contract.js';
import { headerOf, hmac } from '../../provider/signature.js';

/**
 * `X-Hub-Signature-256: sha256=<hex>`, checked by GitHub's own library, which takes text. Bytes that are no UTF-8 would become other
 * text than what was signed, so they are refused before.
 */
export const verify: Verify = (secrets) => {
  const hooks = secrets.map((secret) => new Webhooks({ secret }));
  return async ({ headers, body }) => {
    const signature = headerOf(headers, 'x-hub-signature-256');
    if (signature === '' || body.length === 0 || !isUtf8(body)) return false;
    const text = body.toString('utf8');
    let signed = false;
    for (const hook of hooks) signed = (await hook.verify(text, signature)) || signed;
    return signed;
  };
};

export const sign: Sign = hmac('x-hub-signature-256', 'sha256=').sign;
