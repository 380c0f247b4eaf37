import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { Settings, type Envelope } from './schema.js';
import { certificateAt, confirmationAt, signedText } from './sns.js';
import { verify } from './verify.js';

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const certificate = read('test-certificate.pem');
const key = read('test-key.pem');
const now = Date.parse('2026-01-15T10:30:00Z');
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alarms';
const SIGNING = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
const CONFIRM = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=abc`;

const message = (more: Partial<Envelope> = {}): Envelope => ({ Type: 'Notification', MessageId: 'm-1', TopicArn: TOPIC, Subject: 'ALARM', Message: '{"AlarmName":"x"}', Timestamp: '2026-01-15T10:29:50.000Z', SignatureVersion: '2', SigningCertURL: SIGNING, ...more });
const confirmation = (more: Partial<Envelope> = {}): Envelope => ({ ...message(), Type: 'SubscriptionConfirmation', Subject: undefined, Token: 'abc', SubscribeURL: CONFIRM, Message: 'You have chosen to subscribe', ...more });
const signed = (envelope: Envelope, algorithm = envelope.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256'): Envelope =>
  ({ ...envelope, Signature: createSign(algorithm).update(signedText(envelope), 'utf8').sign(key, 'base64') });

interface Asked { settings?: object; tokens?: readonly string[]; headers?: Record<string, string>; fetched?: string[]; fails?: boolean }
const judged = (body: unknown, { settings = { topics: [TOPIC] }, tokens = [], headers = {}, fetched = [], fails = false }: Asked = {}): Promise<Verdict> => {
  const fetchText = (url: string): Promise<string> => {
    fetched.push(url);
    return fails ? Promise.reject(new Error('not to be reached')) : Promise.resolve(certificate);
  };
  return Promise.resolve(verify(tokens, { settings: Settings.parse(settings), fetchText })({ headers, body: Buffer.from(JSON.stringify(body)), now }));
};
const bearer = { authorization: 'Bearer token' };

describe('a signed message', () => {
  it('is taken of a topic that is allowed, in both versions, with a subject and without, and when it is a confirmation', async () => {
    for (const envelope of [message(), message({ SignatureVersion: '1' }), message({ Subject: undefined }), message({ Subject: null, Message: 'ü\n€' }), confirmation(), { ...confirmation(), Type: 'UnsubscribeConfirmation' as const }]) {
      expect(await judged(signed(envelope))).toBe(true);
    }
  });

  it('is refused with any field changed', async () => {
    const good = signed(message());
    for (const change of [{ Message: '{"AlarmName":"y"}' }, { MessageId: 'm-2' }, { Subject: 'OK' }, { Subject: undefined }, { Timestamp: '2026-01-15T10:29:51.000Z' }, { Type: 'UnsubscribeConfirmation' }, { Signature: 'AAAA' }, { Signature: undefined }]) {
      expect(await judged({ ...good, ...change })).toBe(false);
    }
    expect(await judged({ ...signed(confirmation()), SubscribeURL: `${CONFIRM}&x=1` })).toBe(false);
  });

  it('of another topic is refused, and no certificate is fetched for it', async () => {
    const fetched: string[] = [];
    const other = signed(message({ TopicArn: 'arn:aws:sns:eu-west-1:666666666666:alarms' }));
    expect(await judged(other, { fetched })).toBe(false);
    expect(await judged(other, { fetched, tokens: ['token'], headers: bearer })).toBe(false);
    expect(fetched).toEqual([]);
  });

  it('counts for nothing where no topic is allowed and no token is shown', async () => {
    expect(await judged(signed(message()), { settings: {} })).toBe(false);
    expect(await judged(signed(message()), { settings: {}, tokens: ['token'], headers: bearer })).toBe(true);
  });

  it('made with SHA-1 is refused where the settings ask for version 2, also when it calls itself 2', async () => {
    const settings = { topics: [TOPIC], signatureVersion: '2' };
    expect(await judged(signed(message({ SignatureVersion: '1' })), { settings })).toBe(false);
    expect(await judged({ ...signed(message({ SignatureVersion: '1' })), SignatureVersion: '2' }, { settings })).toBe(false);
    expect(await judged(signed(message()), { settings })).toBe(true);
    for (const SignatureVersion of ['0', '3', '', '1.0', undefined]) expect(await judged({ ...signed(message()), SignatureVersion })).toBe(false);
  });

  it('is refused when it is older than SNS tries to deliver, or of the future', async () => {
    for (const Timestamp of ['2026-01-15T09:20:00.000Z', '2026-01-15T10:40:00.000Z', 'yesterday', '1970-01-01T00:00:00Z']) expect(await judged(signed(message({ Timestamp })))).toBe(false);
    expect(await judged(signed(message({ Timestamp: '2026-01-15T09:35:00.000Z' })))).toBe(true);
  });

  it('by a certificate that is over, or by none, is refused; when it cannot be fetched SNS shall send again', async () => {
    const late = verify([], { settings: Settings.parse({ topics: [TOPIC] }), fetchText: () => Promise.resolve(certificate) });
    const at = '2121-01-15T10:30:00.000Z';
    expect(await late({ headers: {}, body: Buffer.from(JSON.stringify(signed(message({ Timestamp: at })))), now: Date.parse(at) })).toBe(false);
    const none = verify([], { settings: Settings.parse({ topics: [TOPIC] }), fetchText: () => Promise.resolve('<html>') });
    expect(await none({ headers: {}, body: Buffer.from(JSON.stringify(signed(message()))), now })).toBe(false);
    expect(await judged(signed(message()), { fails: true })).toBe('later');
  });
});

const elsewhere: readonly (readonly [string, string])[] = [
  ['the metadata service', 'https://169.254.169.254/latest/x.pem'], ['a decimal address', 'https://2852039166/x.pem'], ['a look-alike', 'https://sns.eu-west-1.amazonaws.com.evil.example/x.pem'],
  ['another look-alike', 'https://evil-sns.eu-west-1.amazonaws.com/x.pem'], ['a bucket', 'https://sns.s3.amazonaws.com.evil.example/x.pem'], ['a bucket of AWS', 'https://evil.s3.amazonaws.com/x.pem'],
  ['userinfo', 'https://sns.eu-west-1.amazonaws.com@evil.example/x.pem'], ['userinfo at SNS', 'https://user:pass@sns.eu-west-1.amazonaws.com/x.pem'], ['http', 'http://sns.eu-west-1.amazonaws.com/x.pem'],
  ['another port', 'https://sns.eu-west-1.amazonaws.com:8443/x.pem'], ['a back slash', 'https://evil.example\\@sns.eu-west-1.amazonaws.com/x.pem'], ['a file', 'file:///etc/x.pem'], ['nothing', ''], ['no address', 'sns.eu-west-1.amazonaws.com/x.pem'],
  ['too deep a host', 'https://sns.a.b.amazonaws.com/x.pem'], ['China with another ending', 'https://sns.cn-north-1.amazonaws.com.cn.evil.example/x.pem'],
];

describe('an address in a message', () => {
  it.each(elsewhere)('at %s is never visited for a certificate', async (_, url) => {
    const fetched: string[] = [];
    expect([certificateAt(url), await judged(signed(message({ SigningCertURL: url })), { fetched }), fetched]).toEqual([undefined, false, []]);
  });

  it('is a certificate’s only where it ends so', () => {
    for (const url of ['https://sns.eu-west-1.amazonaws.com/x.pem?y=.pem', 'https://sns.eu-west-1.amazonaws.com/x.txt', 'https://sns.eu-west-1.amazonaws.com/?x.pem', 'https://sns.eu-west-1.amazonaws.com/x#.pem']) expect(certificateAt(url)).toBeUndefined();
    expect(certificateAt('https://sns.cn-north-1.amazonaws.com.cn/x.pem')).toBe('https://sns.cn-north-1.amazonaws.com.cn/x.pem');
  });

  const say = (body: unknown, settings: object) => normalize({ headers: {}, body, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: Settings.parse(settings) });

  it.each(elsewhere)('at %s is never visited to confirm', (_, url) => {
    const answer = say(confirmation({ SubscribeURL: `${url.replace(/x\.pem$/, '')}?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=abc` }), { topics: [TOPIC], confirm: true });
    expect(answer).toMatchObject({ is: 'reject', reason: expect.stringContaining('not SNS') });
    expect(answer).not.toHaveProperty('visit');
  });

  it('confirms only what is asked for, of a topic that is allowed, when that is switched on', () => {
    expect(say(confirmation(), { topics: [TOPIC], confirm: true })).toEqual({ is: 'skip', reason: expect.stringContaining('is being confirmed'), visit: CONFIRM });
    for (const settings of [{ topics: [TOPIC] }, { confirm: true }, { topics: ['arn:aws:sns:eu-west-1:123456789012:other'], confirm: true }]) expect(say(confirmation(), settings)).toEqual({ is: 'skip', reason: expect.any(String) });
    for (const url of [CONFIRM.replace('ConfirmSubscription', 'Unsubscribe'), CONFIRM.replace(':alarms', ':other')]) {
      expect(confirmationAt(confirmation({ SubscribeURL: url }))).toBeUndefined();
      expect(say(confirmation({ SubscribeURL: url }), { topics: [TOPIC], confirm: true })).toMatchObject({ is: 'reject' });
    }
    expect(say({ ...confirmation(), Type: 'UnsubscribeConfirmation' }, { topics: [TOPIC], confirm: true })).toEqual({ is: 'skip', reason: expect.stringContaining('unsubscribed') });
  });
});

describe('what is not signed', () => {
  const raw = { AlarmName: 'x', NewStateValue: 'ALARM' };
  it('needs the token: EventBridge, and a raw delivery', async () => {
    for (const headers of [{}, { 'x-amz-sns-message-type': 'Notification', 'x-amz-sns-rawdelivery': 'true' }] as Record<string, string>[]) {
      expect([await judged(raw, { headers }), await judged(raw, { headers: { ...headers, ...bearer }, tokens: ['token'] })]).toEqual([false, true]);
    }
    expect(await judged(raw, { headers: { 'x-api-key': 'token' }, tokens: ['token'] })).toBe(true);
    expect(await judged(raw, { headers: { authorization: `Basic ${Buffer.from('sns:token').toString('base64')}` }, tokens: ['token'] })).toBe(true);
  });

  it('cannot pass for signed where the settings ask for a signature', async () => {
    const settings = { topics: [TOPIC], requireSignature: true };
    const headers = { ...bearer, 'x-amz-sns-message-type': 'Notification' };
    expect(await judged(raw, { settings, tokens: ['token'], headers })).toBe(false);
    expect(await judged({ ...signed(message()), Message: 'other' }, { settings, tokens: ['token'], headers })).toBe(false);
    expect(await judged(signed(message()), { settings, tokens: ['token'], headers })).toBe(true);
    expect(await judged({ 'detail-type': 'x' }, { settings, tokens: ['token'], headers: bearer })).toBe(true);
  });
});
