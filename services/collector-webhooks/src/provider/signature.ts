import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Sign, Signed, Verify } from './contract.js';

/** The text of a header that came once; nothing when it is missing. */
export const headerOf = (headers: Signed['headers'], name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Whether two texts are equal, in a time that tells nothing of where they differ. */
export const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Whether one of the list is equal; every one is compared, whichever fits. */
export const oneOf = (list: readonly string[], text: string): boolean => list.reduce((found, each) => sameText(each, text) || found, false);

const HASHED = 'sha256:';
/** How a token is kept at rest. */
export const hashed = (token: string): string => HASHED + createHash('sha256').update(token).digest('hex');

/** Whether a shown token is one of the list, of which each is a token in clear or `sha256:<hex>` of one. */
export const isToken = (list: readonly string[], shown: string): boolean => shown !== '' && oneOf(list.map((each) => (each.startsWith(HASHED) ? each.toLowerCase() : hashed(each))), hashed(shown));

export interface Hmac {
  /** Default sha256. */
  readonly algorithm?: 'sha256' | 'sha512' | 'sha1';
  /** Default hex. */
  readonly encoding?: 'hex' | 'base64';
}

/** `header: <prefix><digest>`, an HMAC over the body; a comma list of signatures is accepted when one of them fits. */
export const hmac = (header: string, prefix = '', { algorithm = 'sha256', encoding = 'hex' }: Hmac = {}): { verify: Verify; sign: Sign } => {
  const signed = (secret: string, body: Buffer): string => prefix + createHmac(algorithm, secret).update(body).digest(encoding);
  return {
    verify: (secrets) => ({ headers, body }) => {
      const sent = headerOf(headers, header).split(',').map((part) => part.trim()).filter((part) => part.startsWith(prefix)).slice(0, 10);
      return secrets.map((secret) => signed(secret, body)).reduce((found, each) => oneOf(sent, each) || found, false);
    },
    sign: (secret, body) => ({ [header]: signed(secret, body) }),
  };
};

/**
 * A token shown as it is, for senders that cannot sign: `Authorization: Bearer <token>`, the password of Basic, one of the `headers` where the sender
 * has a name of its own for it, or in the address.
 */
export const sharedToken = (...headers: readonly string[]): { verify: Verify; sign: Sign } => ({
  verify: (tokens) => (request) => [shownToken(headerOf(request.headers, 'authorization')), request.token ?? '', ...headers.map((name) => headerOf(request.headers, name))]
    .reduce((found, shown) => isToken(tokens, shown) || found, false),
  sign: (token) => ({ authorization: `Bearer ${token}` }),
});

/** Whichever of two ways a sender uses: the same secrets, `first` to sign samples. A hash of a token is a secret of the second alone. */
export const either = (first: { verify: Verify; sign: Sign }, second: { verify: Verify }): { verify: Verify; sign: Sign } => ({
  verify: (secrets, around) => {
    const [one, other] = [first.verify(secrets.filter((secret) => !secret.startsWith(HASHED)), around), second.verify(secrets, around)];
    // `later` of the one is not the last word while the other may know
    return async (request) => {
      const verdict = await one(request);
      return verdict === true ? true : (await other(request)) || verdict;
    };
  },
  sign: first.sign,
});

/** The token of an `Authorization` header; empty when there is none. */
export const shownToken = (authorization: string): string => {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return '';
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
};

/** How far a signed timestamp may be from now, ms. */
export const TOLERANCE_MS = 300_000;
const WHSEC = 'whsec_';

/**
 * Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,<base64> v1,<base64>`, HMAC-SHA256 over `id.timestamp.body` with the
 * bytes of a `whsec_<base64>` secret; older or newer than five minutes is refused. https://www.standardwebhooks.com
 */
export const standardWebhooks = (): { verify: Verify; sign: Sign } => ({
  verify: (secrets) => ({ headers, body, now }) => {
    const id = headerOf(headers, 'webhook-id');
    const timestamp = headerOf(headers, 'webhook-timestamp');
    const sent = headerOf(headers, 'webhook-signature').split(' ').filter((part) => part.startsWith('v1,')).slice(0, 10);
    const fits = secrets.map((secret) => standardSignature(secret, id, timestamp, body)).reduce((found, each) => oneOf(sent, each) || found, false);
    return fits && id !== '' && /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1000) <= TOLERANCE_MS;
  },
  sign: (secret, body, now) => {
    const id = `msg_${createHash('sha256').update(body).digest('hex').slice(0, 20)}`;
    const timestamp = String(Math.floor(now / 1000));
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': standardSignature(secret, id, timestamp, body) };
  },
});

const standardSignature = (secret: string, id: string, timestamp: string, body: Buffer): string => {
  const key = Buffer.from(secret.startsWith(WHSEC) ? secret.slice(WHSEC.length) : secret, 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
};
