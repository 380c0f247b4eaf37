import type { Sign, Verify } from '../../provider/contract.js';
import { hmac, sharedToken } from '../../provider/signature.js';

// Each of the family sends its own header and those of its forebears, over the same bytes; some only GitHub's.
const schemes = [hmac('x-gitea-signature'), hmac('x-forgejo-signature'), hmac('x-gogs-signature'), hmac('x-hub-signature-256', 'sha256=')];
// What a hook's own `Authorization` shows, where somebody prefers that.
const shown = sharedToken();

/** HMAC-SHA256 over the body in hex, in `X-Gitea-Signature`, `X-Forgejo-Signature`, `X-Gogs-Signature` or `X-Hub-Signature-256`; or the secret as `Authorization: Bearer`. */
export const verify: Verify = (secrets, around) => {
  const verified = [...schemes, shown].map((scheme) => scheme.verify(secrets, around));
  return (request) => verified.map((one) => one(request)).includes(true);
};

export const sign: Sign = (secret, body, now) => schemes[0]!.sign(secret, body, now);
