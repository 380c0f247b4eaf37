import { createVerify, X509Certificate } from 'node:crypto';
import { Envelope } from './schema.js';

const HOST = /^sns\.[a-z0-9-]{1,60}\.amazonaws\.com(\.cn)?$/;

/** An address of SNS itself: https, its own host, no user, no port. */
const atSns = (address: string): URL | undefined => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && url.protocol === 'https:' && HOST.test(url.host) && url.username === '' && url.password === '' ? url : undefined;
};

/** Where a certificate of SNS may be fetched. */
export const certificateAt = (address: string): string | undefined => {
  const url = atSns(address);
  return url !== undefined && url.pathname.endsWith('.pem') && url.search === '' && url.hash === '' ? url.href : undefined;
};

/** The address that confirms a subscription, when it is SNS's and is about the topic that the message is of. */
export const confirmationAt = ({ SubscribeURL, TopicArn }: Envelope): string | undefined => {
  const url = atSns(SubscribeURL ?? '');
  const asks = url?.searchParams;
  return asks?.get('Action') === 'ConfirmSubscription' && asks.get('TopicArn') === TopicArn ? url?.href : undefined;
};

/** The bytes as an envelope of SNS; undefined for whatever is none. Before it is known who sent them: read, bounded and quiet. */
export const envelopeIn = (body: Buffer): Envelope | undefined => {
  if (!body.includes('"TopicArn"') || !body.includes('"MessageId"')) return undefined;
  try {
    const read = Envelope.safeParse(JSON.parse(body.toString('utf8')));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

const ALGORITHMS: Readonly<Record<string, string>> = { 1: 'RSA-SHA1', 2: 'RSA-SHA256' };
const SMALLEST_KEY_BITS = 2048;

/** What SNS signs: these fields by name, each with its value, a line each. */
export const signedText = (envelope: Envelope): string => {
  const { Type, MessageId, TopicArn, Subject, Message, Timestamp, Token, SubscribeURL } = envelope;
  const fields = Type === 'Notification' ? { Message, MessageId, Subject, Timestamp, TopicArn, Type } : { Message, MessageId, SubscribeURL, Timestamp, Token, TopicArn, Type };
  return Object.entries(fields).flatMap(([name, value]) => (value === null || value === undefined ? [] : [`${name}\n${value}\n`])).join('');
};

/** Whether the holder of this certificate signed the message; `now`, ms, must lie in the certificate's time. */
export const isSignedBy = (pem: string, envelope: Envelope, now: number): boolean => {
  const algorithm = ALGORITHMS[envelope.SignatureVersion ?? ''];
  if (algorithm === undefined) return false;
  try {
    const { publicKey, validFrom, validTo } = new X509Certificate(pem);
    if (publicKey.asymmetricKeyType !== 'rsa' || (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < SMALLEST_KEY_BITS) return false;
    if (now < Date.parse(validFrom) || now > Date.parse(validTo)) return false;
    return createVerify(algorithm).update(signedText(envelope), 'utf8').verify(publicKey, envelope.Signature ?? '', 'base64');
  } catch {
    return false;
  }
};
