import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Verdict } from './contract.js';
import { either, hashed, hmac, oneOf, sharedToken, shownToken, standardWebhooks } from './signature.js';

const around = { settings: undefined, fetchText: () => Promise.reject(new Error('nothing is fetched')) };
const body = Buffer.from('{"a":"ü"}');
const hex = (secret: string): string => createHmac('sha256', secret).update(body).digest('hex');

describe('a signature', () => {
  const verified = hmac('x-sig', 'v1=').verify(['one', 'two'], around);
  const signed = (value: string | string[] | undefined): Verdict | Promise<Verdict> => verified({ headers: { 'x-sig': value }, body, now: 0 });

  it('of any secret is enough, also in a list with others and with unknown versions', () => {
    expect(signed(`v1=${hex('two')}`)).toBe(true);
    expect(signed(`v0=abc, v1=${'0'.repeat(64)},v1=${hex('one')}`)).toBe(true);
  });

  it.each([[undefined], [''], ['v1='], [hex('one')], [`v2=${hex('one')}`], [`v1=${hex('three')}`], [`v1=${hex('one').toUpperCase()}`], [`v1=${hex('one')}0`], [[`v1=${hex('one')}`]]])('%s is none', (value) => {
    expect(signed(value)).toBe(false);
  });

  it('is known from its published vector', () => {
    const known = hmac('x-hub-signature-256', 'sha256=').verify(["It's a Secret to Everybody"], around);
    const headers = { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' };
    expect(known({ headers, body: Buffer.from('Hello, World!'), now: 0 })).toBe(true);
    expect(known({ headers, body: Buffer.from('Hello, World?'), now: 0 })).toBe(false);
  });
});

it('a token is shown as bearer or as the password of basic', () => {
  expect(shownToken('Bearer abc')).toBe('abc');
  expect(shownToken(`Basic ${Buffer.from('me:a:b').toString('base64')}`)).toBe('a:b');
  expect(['', 'Bearer', 'Token abc', 'Bearer a b'].map(shownToken)).toEqual(['', '', '', '']);
  expect([sharedToken().verify(['abc'], around)({ headers: {}, body, now: 0 }), sharedToken().verify([], around)({ headers: {}, body, now: 0 }), oneOf([], '')]).toEqual([false, false, false]);
});

describe('standard webhooks', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const told = Buffer.from('{"test": 2432232314}');
  const now = 1_614_265_330_000;
  const { verify, sign } = standardWebhooks();
  const headers = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' };

  it('is known from the published vector, also in a list, and within five minutes', () => {
    const verified = verify([secret], around);
    expect(verified({ headers, body: told, now })).toBe(true);
    expect(verified({ headers: { ...headers, 'webhook-signature': `v1a,x v1,AAAA ${headers['webhook-signature']}` }, body: told, now })).toBe(true);
    expect([299_000, 301_000, -299_000, -301_000].map((off) => verified({ headers, body: told, now: now + off }))).toEqual([true, false, true, false]);
    expect(verified({ headers: { ...headers, 'webhook-id': 'msg_other' }, body: told, now })).toBe(false);
    expect(verified({ headers: { ...headers, 'webhook-timestamp': '1614265331' }, body: told, now })).toBe(false);
  });

  it('is accepted as we would make it', () => {
    expect(verify(['whsec_b3RoZXI=', secret], around)({ headers: sign(secret, told, now), body: told, now })).toBe(true);
  });
});

it('a token may be kept as its hash, and come in a header of its own or in the address', () => {
  const { verify } = sharedToken('x-gitlab-token');
  for (const kept of ['abc', hashed('abc'), hashed('abc').toUpperCase().replace('SHA256', 'sha256')]) {
    const verified = verify(['other', kept], around);
    expect([{ 'x-gitlab-token': 'abc' }, { authorization: 'Bearer abc' }, { 'x-gitlab-token': 'abd' }].map((headers) => verified({ headers, body, now: 0 }))).toEqual([true, true, false]);
    expect([verified({ headers: {}, body, token: 'abc', now: 0 }), verified({ headers: {}, body, token: hashed('abc'), now: 0 })]).toEqual([true, false]);
  }
});

it('a sender that signs or shows a token is known by either, and a kept hash signs nothing', async () => {
  const { verify, sign } = either(hmac('x-signed'), sharedToken());
  const verified = verify(['other', 'abc'], around);
  expect(await Promise.all([{ headers: sign('abc', body, 0) }, { headers: { authorization: 'Bearer abc' } }, { headers: {}, token: 'abc' }, { headers: { 'x-signed': 'abc' } }, { headers: sign('abd', body, 0) }]
    .map((sent) => verified({ body, now: 0, ...sent })))).toEqual([true, true, true, false, false]);
  const kept = verify([hashed('abc')], around);
  expect(await Promise.all([sign(hashed('abc'), body, 0), { authorization: 'Bearer abc' }].map((headers) => kept({ headers, body, now: 0 })))).toEqual([false, true]);
});
