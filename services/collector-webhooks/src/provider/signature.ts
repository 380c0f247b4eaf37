import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Signed, Verify } from './contract.js';

/** The text of a header that came once; nothing when it is missing. */
export const headerOf = (headers: Signed['headers'], name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether two texts are equal, in a time that tells nothing of where they differ. */
export const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Whether one of the list is equal; every one is compared, whichever fits. */
export const oneOf = (list: readonly string[], text: string): boolean => list.reduce((found, each) => sameText(each, text) || found, false);

/** `header: <prefix><hex>`, HMAC-SHA256 over the body; a comma list of signatures is accepted when one of them fits. */
export const hmacSha256 = (header: string, prefix = ''): Verify => (secrets) => ({ headers, body }) => {
  const sent = headerOf(headers, header).split(',').map((part) => part.trim()).filter((part) => part.startsWith(prefix)).slice(0, 10);
  const ours = secrets.map((secret) => prefix + createHmac('sha256', secret).update(body).digest('hex'));
  return ours.reduce((found, each) => oneOf(sent, each) || found, false);
};

/** A token shown as it is, for senders that cannot sign: `Authorization: Bearer <token>`, or as the password of Basic. */
export const sharedToken = (): Verify => (tokens) => ({ headers }) => oneOf(tokens, shownToken(headerOf(headers, 'authorization')));

/** The token of an `Authorization` header; empty when there is none. */
export const shownToken = (authorization: string): string => {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return '';
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
};
