import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hmacSha256, oneOf, sharedToken, shownToken } from './signature.js';

const body = Buffer.from('{"a":"ü"}');
const hex = (secret: string): string => createHmac('sha256', secret).update(body).digest('hex');

describe('a signature', () => {
  const verified = hmacSha256('x-sig', 'v1=')(['one', 'two']);
  const signed = (value: string | string[] | undefined): boolean | Promise<boolean> => verified({ headers: { 'x-sig': value }, body });

  it('of any secret is enough, also in a list with others and with unknown versions', () => {
    expect(signed(`v1=${hex('two')}`)).toBe(true);
    expect(signed(`v0=abc, v1=${'0'.repeat(64)},v1=${hex('one')}`)).toBe(true);
  });

  it.each([[undefined], [''], ['v1='], [hex('one')], [`v2=${hex('one')}`], [`v1=${hex('three')}`], [`v1=${hex('one').toUpperCase()}`], [`v1=${hex('one')}0`], [[`v1=${hex('one')}`]]])('%s is none', (value) => {
    expect(signed(value)).toBe(false);
  });

  it('is known from its published vector', () => {
    const known = hmacSha256('x-hub-signature-256', 'sha256=')(["It's a Secret to Everybody"]);
    const headers = { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' };
    expect(known({ headers, body: Buffer.from('Hello, World!') })).toBe(true);
    expect(known({ headers, body: Buffer.from('Hello, World?') })).toBe(false);
  });
});

it('a token is shown as bearer or as the password of basic', () => {
  expect(shownToken('Bearer abc')).toBe('abc');
  expect(shownToken(`Basic ${Buffer.from('me:a:b').toString('base64')}`)).toBe('a:b');
  expect(['', 'Bearer', 'Token abc', 'Bearer a b'].map(shownToken)).toEqual(['', '', '', '']);
  expect([sharedToken()(['abc'])({ headers: {}, body }), sharedToken()([])({ headers: {}, body }), oneOf([], '')]).toEqual([false, false, false]);
});
