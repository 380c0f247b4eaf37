import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { shippedEnvironments } from '@culprit/domain';
import { interpret } from '../delivery/interpret.js';
import type { Provider } from '../provider/contract.js';
import { plainSettings } from '../delivery/interpret.js';
import { providers } from './index.js';

const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

interface Fixture { headers: Record<string, string>; settings?: object; body: unknown }
interface SignedSample { secret: string; now?: number; settings?: object; headers: Record<string, string>; body: string }

const RECEIVED = '2026-01-15T10:30:00.000Z';
const settingsOf = (provider: Provider, settings?: object): unknown => (settings === undefined ? plainSettings(provider) : provider.settings?.parse(settings));
const understood = (provider: Provider, headers: Record<string, string>, body: Buffer, settings?: object, at = RECEIVED) =>
  interpret(provider, { headers, body }, { environments: shippedEnvironments, endpoint: undefined }, at, settingsOf(provider, settings));
const fetchText = () => Promise.reject(new Error('nothing is fetched here'));

it('every folder is on the list, and nothing else is', () => {
  expect(providers.map(({ name }) => name).sort()).toEqual(folders);
});

describe.each(folders)('%s', (name) => {
  const folder = join(here, name);
  const provider = providers.find((each) => each.name === name)!;
  const fixtures = readdirSync(join(folder, 'fixtures')).filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json') && file !== 'signed.json');
  const sample = read(join(folder, 'fixtures', 'signed.json')) as SignedSample;

  const verifiedBy = (...secrets: string[]) => provider.verify(secrets, { settings: settingsOf(provider, sample.settings), fetchText });
  const now = sample.now ?? Date.parse(RECEIVED);

  it('says how to set the hook up, and where its fixtures come from', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8').length).toBeGreaterThan(200);
    expect(readFileSync(join(folder, 'fixtures', 'README.md'), 'utf8')).toMatch(/licence/i);
    expect(fixtures.length).toBeGreaterThan(0);
  });

  it.each(fixtures)('%s becomes what is expected', async (file) => {
    const expected = join(folder, 'fixtures', file.replace(/\.json$/, '.expected.json'));
    expect(existsSync(expected)).toBe(true);
    const { headers, settings, body } = read(join(folder, 'fixtures', file)) as Fixture;
    expect(await understood(provider, headers, Buffer.from(JSON.stringify(body)), settings)).toEqual(read(expected));
  });

  it('accepts its signed sample, also by the second of two secrets', async () => {
    const request = { headers: sample.headers, body: Buffer.from(sample.body), now };
    expect(await verifiedBy(sample.secret)(request)).toBe(true);
    expect(await verifiedBy('another secret', sample.secret)(request)).toBe(true);
    expect((await understood(provider, sample.headers, request.body, sample.settings)).is).toBe('ok');
  });

  it('refuses it with another secret, with no secret, and with one changed byte', async () => {
    const request = { headers: sample.headers, body: Buffer.from(sample.body), now };
    expect(await verifiedBy('another secret')(request)).toBe(false);
    expect(await verifiedBy()(request)).toBe(false);
    const verified = verifiedBy(sample.secret);
    expect(await verified({ ...request, headers: {} })).toBe(false);
    const at = Math.floor(request.body.length / 2);
    const signs = provider.credential === 'SECRETS';
    if (signs) expect(await verified({ ...request, body: request.body.fill(request.body[at]! ^ 1, at, at + 1) })).toBe(false);
    const changed = Object.fromEntries(Object.entries(sample.headers).map(([key, value]) => [key, key.includes('signature') || key === 'authorization' ? `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}` : value]));
    expect(await verified({ ...request, headers: changed, body: Buffer.from(sample.body) })).toBe(false);
  });

  it('refuses what only looks the same: other white space, or re-serialised', async () => {
    const verified = verifiedBy(sample.secret);
    const again = Buffer.from(JSON.stringify(JSON.parse(sample.body), null, 1));
    expect(await verified({ headers: sample.headers, body: again, now })).toBe(provider.credential === 'TOKENS');
  });

  it('rejects a body cut short, and never throws', async () => {
    const whole = Buffer.from(sample.body);
    for (const length of [0, 1, Math.floor(whole.length / 3), whole.length - 1]) {
      expect(await understood(provider, sample.headers, whole.subarray(0, length))).toMatchObject({ is: 'reject' });
    }
  });

  it.each(['null', '1', '"text"', '[]', '{}', '{"event":1}', '{"event":{"event_type":"incident.triggered"}}', '{"alert_id":{"a":1}}', '{"ref":7}'])('answers %s without throwing or making events', async (text) => {
    expect((await understood(provider, sample.headers, Buffer.from(text))).is).not.toBe('ok');
  });

  it('gives equal events for equal deliveries, and equal ids whenever they arrive', async () => {
    const at = (time: string) => understood(provider, sample.headers, Buffer.from(sample.body), sample.settings, time);
    expect(await at(RECEIVED)).toEqual(await at(RECEIVED));
    const ids = async (time: string) => {
      const meaning = await at(time);
      return meaning.is === 'ok' ? meaning.events.map(({ event }) => ('id' in event ? event.id : '')) : [];
    };
    expect(await ids('2026-02-01T00:00:00.000Z')).toEqual(await ids(RECEIVED));
  });

  it('signs as its sender does, and understands the sample that it gives', async () => {
    const { headers, body } = provider.sample(RECEIVED);
    const bytes = Buffer.from(JSON.stringify(body));
    const signed = { ...headers, ...provider.sign(sample.secret, bytes, now) };
    expect(await verifiedBy(sample.secret)({ headers: signed, body: bytes, now })).toBe(true);
    expect(await verifiedBy('another secret')({ headers: signed, body: bytes, now })).toBe(false);
    expect((await understood(provider, headers, bytes)).is).toBe('ok');
  });
});
