import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { shippedEnvironments } from '@culprit/domain';
import { interpret, keptHeaders, plainSettings } from '../delivery/interpret.js';
import type { Provider } from '../provider/contract.js';
import { slowness } from '../testing/slowness.js';
import { providers } from './index.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Fixture { readonly headers: Record<string, string>; readonly settings?: object; readonly body: Json }
interface SignedSample { readonly secret: string; readonly now?: number; readonly settings?: object; readonly headers: Record<string, string>; readonly body: string }

const RECEIVED = '2026-01-15T10:30:00.000Z';
const folderOf = (name: string): string => join(import.meta.dirname, name, 'fixtures');
const read = (name: string, file: string): unknown => JSON.parse(readFileSync(join(folderOf(name), file), 'utf8'));
const fixturesOf = (name: string): Fixture[] => readdirSync(folderOf(name)).filter((file) => file.endsWith('.json') && !/expected|signed/.test(file)).map((file) => read(name, file) as Fixture);
const settingsOf = (provider: Provider, settings?: object): unknown => (settings === undefined ? plainSettings(provider) : provider.settings?.parse(settings));

const leavesOf = (value: Json, path: readonly string[] = []): string[][] =>
  typeof value === 'string' ? [[...path]] : value === null || typeof value !== 'object' ? [] : Object.entries(value).flatMap(([key, inside]) => leavesOf(inside as Json, [...path, key]));
const put = (value: Json, [key, ...rest]: readonly string[], by: (text: string) => string): Json => {
  if (key === undefined) return by(String(value));
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, Json>;
  copy[key] = put(copy[key] ?? null, rest, by);
  return copy as Json;
};

const EVIL = 100_000;
const evil = ['a', ' ', '\t\n', '/', '-', '.', ':', ',', '{', '[', '(', '<', '"', '\\', '0', '9', 'a.', 'a-', 'a/', 'a ', ':a', '://', '@a', '#', '[a](', '$', '${', '{{', '=>', '&a=', '%20', 'é', '🙂', '\u0000', 'Aa1', ' on ', 'refs/', '(a+)+'].map((part) => part.repeat(Math.ceil(EVIL / part.length)));

/** How many texts are tried in each place. */
const PLACED = process.env['CULPRIT_LONG'] === '1' ? 8 : 1;

describe.each(providers.map((provider) => [provider.name, provider] as const))('%s', (name, provider) => {
  const fixtures = fixturesOf(name);

  it('reads texts of 100 kB that are made to be slow in a moment, wherever they stand', async () => {
    const slow: string[] = [];
    let turn = 0;
    for (const { headers, settings, body } of fixtures) {
      const leaves = leavesOf(body);
      // Each place with some of them, each of them in some place.
      for (const path of leaves) {
        for (let nth = 0; nth < PLACED; nth++) {
          const text = evil[turn++ % evil.length]!;
          const hostile = put(body, path, turn % 3 === 0 ? (before: string) => before + text : () => text);
          const took = async (): Promise<number> => {
            const began = process.cpuUsage();
            await provider.normalize({ headers: keptHeaders(provider, headers), body: hostile, endpoint: undefined, receivedAt: RECEIVED, settings: settingsOf(provider, settings) });
            const { user, system } = process.cpuUsage(began);
            return (user + system) / 1000;
          };
          const isSlow = async (): Promise<boolean> => {
            const ms = await took();
            return ms > 100 && ms > 100 * slowness();
          };
          // a collection of garbage may fall into one, not into three
          if ((await isSlow()) && (await isSlow()) && (await isSlow())) slow.push(`${path.join('.')} with ${JSON.stringify(text.slice(0, 8))}`);
        }
      }
    }
    expect(slow).toEqual([]);
  }, 400_000);

  it.each(['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}', '{"a":[{"\\u005f\\u005fproto\\u005f\\u005f":{"admin":true}}]}'])('is never given %s', async (attack) => {
    for (const { headers, settings, body } of fixtures.slice(0, 3)) {
      const text = JSON.stringify(body);
      const hostile = text.endsWith(']') ? `[${attack}]` : `${text.slice(0, -1)},"attack":${attack}}`;
      const meaning = await interpret(provider, { headers: { ...headers, 'content-type': 'application/json' }, body: Buffer.from(hostile) }, { environments: shippedEnvironments, endpoint: undefined }, RECEIVED, settingsOf(provider, settings));
      expect(meaning).toEqual({ is: 'reject', reason: expect.stringContaining('prototype') });
    }
    expect([({} as Record<string, unknown>)['admin'], ([] as unknown as Record<string, unknown>)['admin']]).toEqual([undefined, undefined]);
  });

  it('takes a field called like something of every object for what it is', async () => {
    for (const { headers, settings, body } of fixtures.slice(0, 3)) {
      if (body === null || typeof body !== 'object' || Array.isArray(body)) continue;
      for (const key of ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype']) {
        const meaning = await interpret(provider, { headers, body: Buffer.from(JSON.stringify({ ...body, [key]: 'x' })) }, { environments: shippedEnvironments, endpoint: undefined }, RECEIVED, settingsOf(provider, settings));
        const plain = await interpret(provider, { headers, body: Buffer.from(JSON.stringify(body)) }, { environments: shippedEnvironments, endpoint: undefined }, RECEIVED, settingsOf(provider, settings));
        expect(meaning.is).toBe(plain.is);
      }
    }
  });

  const sample = existsSync(join(folderOf(name), 'signed.json')) ? (read(name, 'signed.json') as SignedSample) : undefined;
  const now = sample!.now ?? Date.parse(RECEIVED);
  // Signed by us: one signature, where the sample may carry a list.
  const shown = provider.sign(sample!.secret, Buffer.from(sample!.body), now);
  const request = { headers: { ...sample!.headers, ...shown } as Record<string, string>, body: Buffer.from(sample!.body), now };
  const verified = provider.verify([sample!.secret], { settings: settingsOf(provider, sample!.settings), fetchText: () => Promise.reject(new Error('nothing is fetched here')) });
  const secretHeaders = Object.keys(request.headers).filter((header) => /signature|authorization|token|secret/.test(header));

  it('is not fooled by what shows its secret twice, in another case, cut, or longer', async () => {
    expect(await verified(request)).toBe(true);
    for (const header of secretHeaders) {
      const value = request.headers[header]!;
      const variants: (string | string[])[] = [[value, value], [value], value.slice(0, -1), value.slice(1), `${value}0`, `${value}\u0000`, '', ' ', value.replace(/[a-z]/, (letter) => letter.toUpperCase()) + value];
      for (const variant of variants) expect([header, variant, await verified({ ...request, headers: { ...request.headers, [header]: variant } })]).toEqual([header, variant, false]);
    }
  });

  it('sees every changed bit of a signature, and of what is signed', async () => {
    for (const header of secretHeaders) {
      const value = request.headers[header]!;
      const from = Math.max(value.indexOf('='), value.lastIndexOf(' '), value.lastIndexOf(',')) + 1;
      for (let at = from; at < value.length; at++) {
        const flipped = value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ 1) + value.slice(at + 1);
        expect([flipped, await verified({ ...request, headers: { ...request.headers, [header]: flipped } })]).toEqual([flipped, false]);
      }
    }
    if (provider.credential !== 'SECRETS' || secretHeaders.every((header) => /authorization|token/.test(header))) return;
    const step = Math.max(1, Math.floor(request.body.length / 200));
    for (let at = 0; at < request.body.length; at += step) {
      const body = Buffer.from(request.body);
      body[at]! ^= 1 << (at % 8);
      expect([at, await verified({ ...request, body })]).toEqual([at, false]);
    }
    for (const body of [Buffer.concat([request.body, Buffer.from('\n')]), Buffer.concat([Buffer.from('\ufeff'), request.body]), Buffer.from(sample!.body.normalize('NFD').replaceAll('"', '\u201c'))]) expect(await verified({ ...request, body })).toBe(false);
  });

  it('takes a body with letters of every script as the bytes that it is', async () => {
    const body = Buffer.from(JSON.stringify({ text: 'Zürich, 東京, 🙂, e\u0301, \u202e' }));
    const signed = { headers: provider.sign(sample!.secret, body, request.now), body, now: request.now };
    expect(await verified(signed)).toBe(true);
    if (provider.credential === 'SECRETS' && Object.keys(signed.headers).some((header) => header.includes('signature'))) expect(await verified({ ...signed, body: Buffer.from(body.toString('utf8').normalize('NFC')) })).toBe(false);
  });
});
