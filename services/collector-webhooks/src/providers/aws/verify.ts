import type { Around, Signed, Verify } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { headerOf, sharedToken, TOLERANCE_MS } from '../../provider/signature.js';
import type { Envelope, Settings } from './schema.js';
import { certificateAt, envelopeIn, isSignedBy } from './sns.js';

/** The longest that SNS tries to deliver a message; its time stays that of the first try. */
const RETRIED_MS = 3_600_000;
/** The name under which EventBridge's API-key connections usually show it. */
const token = sharedToken('x-api-key');

export const { sign } = token;

/**
 * EventBridge shows a token. SNS signs with a certificate of AWS, for everybody who has a topic: so its signature counts only together with a topic
 * that is allowed here. A raw delivery of SNS has no signature and needs the token.
 */
export const verify: Verify<Settings> = (tokens, around) => {
  const shown = token.verify(tokens, around);
  const { topics, requireSignature } = around.settings;
  return (request) => {
    const hasToken = shown(request) === true;
    const envelope = envelopeIn(request.body);
    if (envelope === undefined) return hasToken && !(requireSignature && isRaw(request));
    if (topics.length > 0 && !topics.includes(envelope.TopicArn)) return false;
    if (hasToken && !requireSignature) return true;
    return topics.length > 0 || hasToken ? isSigned(envelope, request, around) : false;
  };
};

const isRaw = ({ headers }: Signed): boolean => headerOf(headers, 'x-amz-sns-message-type') !== '' || headerOf(headers, 'x-amz-sns-rawdelivery') !== '';

const isSigned = async (envelope: Envelope, { now }: Signed, { settings, fetchText }: Around<Settings>): Promise<boolean | 'later'> => {
  const certificate = certificateAt(envelope.SigningCertURL ?? '');
  const at = Date.parse(instant(envelope.Timestamp) ?? '');
  if (certificate === undefined || (envelope.SignatureVersion ?? '') < settings.signatureVersion) return false;
  if (!(now - at <= RETRIED_MS + TOLERANCE_MS && at - now <= TOLERANCE_MS)) return false;
  const pem = await fetchText(certificate).catch(() => undefined);
  return pem === undefined ? 'later' : isSignedBy(pem, envelope, now);
};
