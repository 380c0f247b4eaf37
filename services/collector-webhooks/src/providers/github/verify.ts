import { isUtf8 } from 'node:buffer';
import { Webhooks } from '@octokit/webhooks';
import type { Verify } from '../../provider/contract.js';
import { headerOf, hmac } from '../../provider/signature.js';

const bytes = hmac('x-hub-signature-256', 'sha256=');

/**
 * `X-Hub-Signature-256: sha256=<hex>`, checked by GitHub's own library, which takes text. Bytes that are no UTF-8 would become other
 * text than what was signed, and it refuses to look at none at all: both are checked as they are.
 */
export const verify: Verify = (secrets, around) => {
  const hooks = secrets.map((secret) => new Webhooks({ secret }));
  const asBytes = bytes.verify(secrets, around);
  return async (request) => {
    const { headers, body } = request;
    const signature = headerOf(headers, 'x-hub-signature-256');
    if (signature === '') return false;
    if (body.length === 0 || !isUtf8(body)) return asBytes(request);
    const text = body.toString('utf8');
    let signed = false;
    for (const hook of hooks) signed = (await hook.verify(text, signature)) || signed;
    return signed;
  };
};

export const { sign } = bytes;
