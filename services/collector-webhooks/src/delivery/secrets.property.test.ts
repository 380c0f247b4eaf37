import { describe, expect, it } from '@jest/globals';
import { REDACTION_RULES, shippedEnvironments } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { NewRecord } from '@culprit/ports';
import fc from 'fast-check';
import { bookOf } from '../endpoints/book.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import { Config, variableOf, type Config as Configuration } from '../config.js';
import { providers } from '../providers/index.js';
import { examine } from './examine.js';
import { keptHeaders } from './interpret.js';
import { packed, RULES_HEADER, unpacked } from './packed.js';
import { deadDelivery, deliveryRecord } from './records.js';

const RECEIVED = '2026-01-15T10:30:00.000Z';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const fetchText = () => Promise.reject(new Error('nothing is fetched here'));
const config = Config.parse(Object.fromEntries(providers.map((provider) => [variableOf(provider), SECRET]))) as Configuration;
const book = bookOf({ config, providers, environments: shippedEnvironments, outside: { fetchText } }, []);

const letters = fc.noBias(fc.array(fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'.split('')), { minLength: 33, maxLength: 40 })).map((all) => `aB3${all.join('')}`);
const canary = fc.oneof(letters, letters.map((body) => `ghp_${body}`), letters.map((body) => `AKIA${body.slice(0, 16).toUpperCase()}`), fc.constantFrom('hunter22', 'swordfish7', 'correct-horse-9'));
const dressed = (s: string): unknown[] => [
  { password: s }, { nested: { deep: [{ api_key: s }] } }, `https://me:${s}@git.example/acme.git`, `{"token":"${s}"}`, `deploy with --password ${s}`, `TOKEN=${s}`, { Token: s, SubscribeURL: `https://sns.example/?Token=${s}` },
  { meta: { unsubscribe: s } }, { routing_key: s }, [{ name: 'DB_PASSWORD', value: s }], JSON.stringify({ Message: JSON.stringify({ secret: s }) }), `Authorization: Bearer ${s}`,
];
const forms = (s: string): string[] => [s, Buffer.from(s).toString('base64').replace(/=+$/, ''), encodeURIComponent(s), s.slice(0, 6)];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** Puts it beside what is there, and behind every text. */
const planted = (value: Json, more: unknown, every: number): Json => {
  let count = 0;
  const walk = (inner: Json): Json => {
    if (typeof inner === 'string') return typeof more === 'string' && ++count % every === 0 && !/^[\d.:TZ+-]*$|^[0-9a-f]{40}$/.test(inner) ? `${inner} ${more}` : inner;
    if (Array.isArray(inner)) return inner.map(walk);
    return inner === null || typeof inner !== 'object' ? inner : Object.fromEntries(Object.entries(inner).map(([key, field]) => [key, walk(field)]));
  };
  return { ...(walk(value) as Record<string, Json>), planted: more as Json };
};

const recordsOf = async (endpoint: Endpoint, headers: Record<string, string>, body: Buffer): Promise<NewRecord[]> => {
  const signed = endpoint.provider.sign(SECRET, body, Date.parse(RECEIVED));
  const examined = await examine(endpoint, { headers: { ...headers, ...signed }, body, now: Date.parse(RECEIVED) }, { environments: shippedEnvironments, endpoint: undefined }, RECEIVED);
  if (examined.is !== 'read' || examined.body === undefined) throw new Error(examined.is);
  const kept = { at: endpoint.provider.name, id: examined.id, receivedAt: RECEIVED, headers: keptHeaders(endpoint.provider, headers), body: examined.body };
  return examined.meaning.is === 'reject' ? [deadDelivery(kept, examined.meaning.reason)] : [deliveryRecord(kept), ...(examined.meaning.is === 'ok' ? examined.meaning.events.map(eventRecord) : [])];
};
const textOf = ({ key, value, headers = {} }: NewRecord): string => JSON.stringify([key, headers]) + (typeof value === 'string' ? value : String(unpacked(Buffer.from(value ?? []), headers)));

describe.each(providers.map((provider) => [provider.name, provider] as const))('what is kept of a delivery of %s', (_, provider) => {
  const endpoint = book.find(provider, undefined) as Endpoint;
  it('holds no secret that was planted in it, whole, in part or encoded', async () => {
    const { headers, body } = provider.sample(RECEIVED);
    await fc.assert(
      fc.asyncProperty(canary, fc.nat(11), fc.integer({ min: 1, max: 5 }), async (secret, which, every) => {
        const text = JSON.stringify(planted(body as Json, dressed(secret)[which], every));
        for (const record of await recordsOf(endpoint, headers, Buffer.from(text))) for (const form of forms(secret)) expect(textOf(record)).not.toContain(form);
      }),
      { numRuns: 60, seed: 20_260_115 },
    );
  });

  it('is what was sent, byte for byte, where there is none', async () => {
    const { headers, body } = provider.sample(RECEIVED);
    const text = JSON.stringify(body, null, 1);
    const [delivery] = await recordsOf(endpoint, headers, Buffer.from(text));
    if (provider.credential === 'SECRETS') expect(textOf(delivery!).slice(-text.length)).toBe(text);
    expect(delivery?.headers).toMatchObject({ [RULES_HEADER]: String(REDACTION_RULES) });
  });
});

describe('what cannot be looked through', () => {
  it('is kept without its body', () => {
    expect(packed(Buffer.from('{"password":"x"}'), { ok: true, value: {}, secret: true }, undefined)).toEqual({ value: Buffer.alloc(0), headers: { [RULES_HEADER]: 'failed' } });
  });

  it('because it is no JSON keeps its bytes, and says so', () => {
    expect(packed(Buffer.from('token=abc'), { ok: false, error: 'not JSON' }, undefined)).toEqual({ value: Buffer.from('token=abc'), headers: { [RULES_HEADER]: 'none' } });
  });

  it('as a form is kept as the JSON that it was read as', () => {
    const kept = packed(Buffer.from('alert=a&api_key=abc'), { ok: true, value: { alert: 'a', api_key: 'abc' }, secret: true }, { value: { alert: 'a', api_key: '[hidden]' } });
    expect([String(kept.value), kept.headers]).toEqual(['{"alert":"a","api_key":"[hidden]"}', { [RULES_HEADER]: String(REDACTION_RULES), 'content-type': 'application/json' }]);
  });
});
