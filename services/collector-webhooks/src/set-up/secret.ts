import { randomBytes } from 'node:crypto';
import type { Provider } from '../provider/contract.js';

/** 256 bits, as this provider wants its secret or token written. */
export const newSecret = ({ credential, sign }: Provider): string => {
  const bytes = randomBytes(32);
  if (credential === 'TOKENS') return bytes.toString('base64url');
  // Standard Webhooks names the sort of secret in it.
  const standard = Object.hasOwn(sign('whsec_AAAA', Buffer.from('{}'), 0), 'webhook-signature');
  return standard ? `whsec_${bytes.toString('base64')}` : bytes.toString('hex');
};
