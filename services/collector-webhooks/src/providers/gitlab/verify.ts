import type { Sign, Verify } from '../../provider/contract.js';
import { sharedToken, standardWebhooks } from '../../provider/signature.js';

const signing = standardWebhooks();
const shown = sharedToken('x-gitlab-token');
const signs = (secret: string): boolean => secret.startsWith('whsec_');

/**
 * GitLab shows a secret token in `X-Gitlab-Token`, or signs by Standard Webhooks with a signing token (`whsec_...`), or both. Either is enough of those
 * that are configured: where only signing tokens are, nothing unsigned is accepted.
 */
export const verify: Verify = (secrets, around) => {
  const signed = signing.verify(secrets.filter(signs), around);
  const token = shown.verify(secrets.filter((secret) => !signs(secret)), around);
  return (request) => [signed(request), token(request)].includes(true);
};

export const sign: Sign = (secret, body, now) => (signs(secret) ? signing.sign(secret, body, now) : { 'x-gitlab-token': secret });
