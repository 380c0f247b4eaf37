import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hidePatterns } from './patterns.js';
import { hideRandom } from './random.js';
import { maySecret } from './glance.js';
import { redact } from './redact.js';
import { HIDDEN } from './rules.js';

const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ'.split('');
const LOWER = 'abcdefghjkmnpqrstuvwxyz'.split('');
const DIGITS = '23456789'.split('');
// Without bias: `aaaa` at the edges of what a generator tries is no secret.
const letters = (from: readonly string[], min: number, max = min) => fc.noBias(fc.array(fc.constantFrom(...from), { minLength: min, maxLength: max }).map((each) => each.join('')));

/** What looks random is a matter of odds: one key in thousands has the look of words. */
const SEED = 20_260_115;

/** A secret, and a text or field in which people let it slip. */
interface Planted {
  readonly secret: string;
  readonly value: unknown;
}

/** Weak ones are found by what stands before them. */
const weak = fc.tuple(letters(LOWER, 6, 12), letters(DIGITS, 2, 6)).map((parts) => parts.join(''));
const named = weak.chain((secret) => fc.constantFrom<unknown>(
  { password: secret }, { DB_PASSWORD: secret }, { apiKey: secret }, { routing_key: secret }, { client_secret: [secret, secret] }, { token: { inner: { value: secret } } },
  { meta: { unsubscribe: `https://status.example/unsubscribe/${secret}` } }, { SubscribeURL: `https://sns.example/?Action=Confirm&Token=${secret}` }, { Token: secret },
  [{ name: 'DB_PASSWORD', value: secret }], { diff: [{ path: 'env.API_TOKEN', before: secret, after: 'x' }] }, { op: 'replace', path: '/spec/clientSecret', value: { a: secret } }, { text: `postgres://app:${secret}@db:5432/shop` }, { text: `https://${secret}abcdefgh@github.com/acme/app` }, { text: `run --password ${secret} now` },
  { text: `export API_KEY=${secret}` }, { text: `password: ${secret}\nuser: me` }, { text: `{"user":"me","password":"${secret}"}` }, { Message: JSON.stringify({ deep: JSON.stringify({ credentials: secret }) }) },
  { text: `said "{\\"token\\":\\"${secret}\\"}" and left` }, { text: `https://host.example/hook?token=${secret}&x=1` }, { text: `https://host.example/a?x=1&sig=${secret}` }, { text: `Authorization: Bearer ${secret}` },
  { text: `redis app:${secret}@cache down` }, { text: `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----` }, { text: `-----BEGIN PRIVATE KEY-----\n${secret}` },
).map((value): Planted => ({ secret, value })));

/** Strong ones are found wherever they stand. */
const strong = fc.oneof(
  fc.tuple(letters([...UPPER, ...LOWER, ...DIGITS], 32, 48), fc.constantFrom('')).filter(([body]) => new Set(body).size > 18).map(([body]) => `aB3${body}`),
  letters([...UPPER, ...DIGITS], 16).filter((body) => new Set(body).size > 10).map((body) => `AKIA${body}`),
  letters([...UPPER, ...LOWER, ...DIGITS], 36).map((body) => `ghp_${body}`),
  fc.tuple(letters(DIGITS, 11), letters([...LOWER, ...DIGITS], 24)).map(([a, b]) => `xoxb-${a}-${b}`),
  fc.tuple(letters([...LOWER, ...UPPER], 20), letters([...LOWER, ...DIGITS], 30), letters([...LOWER, ...UPPER], 20)).map(([a, b, c]) => `eyJ${a}.eyJ${b}.${c}`),
);
const anywhere = strong.chain((secret) => fc.constantFrom<unknown>(
  { text: secret }, { text: `it is ${secret}, he said` }, { note: [secret] }, { text: `https://host.example/services/${secret}` }, { text: `https://host.example/?x=${secret}` },
  { text: Buffer.from(secret).toString('base64') }, { text: encodeURIComponent(secret) }, { command: ['curl', '-H', `X-Key: ${secret}`] }, { commits: [{ message: `add ${secret}` }] },
).map((value): Planted => ({ secret, value })));

const planted = fc.oneof(named, anywhere);
/** Any JSON with the secret's place somewhere in it. */
const body = fc.tuple(planted, fc.jsonValue({ maxDepth: 3 }), fc.array(fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(...'ghijlnruvz'.split('')) }), { maxLength: 4 }))
  .map(([{ secret, value }, around, path]) => ({ secret, whole: { around, at: path.reduceRight<unknown>((inner, key) => ({ [key]: [inner] }), value) } }));

const forms = (s: string): string[] => [s, Buffer.from(s).toString('base64').replace(/=+$/, ''), Buffer.from(`x${s}`).toString('base64').slice(4, -4), encodeURIComponent(s), s.slice(0, 6)];

describe('redaction', () => {
  it('lets no planted secret through, whole, in part or encoded', () => {
    fc.assert(
      fc.property(body, ({ secret, whole }) => {
        fc.pre(!JSON.stringify(whole.around).includes(secret.slice(0, 6)));
        const out = JSON.stringify(redact(whole));
        for (const form of forms(secret)) expect(out).not.toContain(form);
      }),
      { numRuns: 10 },
    );
  });

  it('is done once: what was redacted stays as it is', () => {
    fc.assert(fc.property(body, ({ whole }) => {
      const once = redact(whole);
      expect(redact(once)).toEqual(once);
    }), { numRuns: 500 });
  });

  it('the glance misses nothing that would be hidden', () => {
    const texts = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
    fc.assert(fc.property(body, ({ whole }) => {
      for (const text of texts(whole)) if (hidePatterns(text) !== text || hideRandom(text, '') !== text) expect([text, maySecret(text)]).toEqual([text, true]);
    }), { numRuns: 2000000 });
    // base64 whose letters seldom change
    expect([maySecret('QUtJQUJUQTZZUVJTRDJKOVVGRDg='), redact({ text: 'QUtJQUJUQTZZUVJTRDJKOVVGRDg=' })]).toEqual([true, { text: HIDDEN }]);
  });
});
