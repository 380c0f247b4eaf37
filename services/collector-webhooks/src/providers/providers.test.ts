import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { shippedEnvironments } from '@culprit/domain';
import { interpret } from '../delivery/interpret.js';
import type { Provider } from '../provider/contract.js';
import { providers } from './index.js';

const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

interface Fixture { headers: Record<string, string>; body: unknown }
interface SignedSample { secret: string; headers: Record<string, string>; body: string }

const RECEIVED = '2026-01-15T10:30:00.000Z';
const understood = (provider: Provider, headers: Record<string, string>, body: Buffer) =>
  interpret(provider, { headers, body }, { environments: shippedEnvironments, endpoint: undefined }, RECEIVED);

it('every folder is on the list, and nothing else is', () => {
  expect(providers.map(({ name }) => name).sort()).toEqual(folders);
});

describe.each(folders)('%s', (name) => {
  const folder = join(here, name);
  const provider = providers.find((each) => each.name === name)!;
  const fixtures = readdirSync(join(folder, 'fixtures')).filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json') && file !== 'signed.json');
  const sample = read(join(folder, 'fixtures', 'signed.json')) as SignedSample;

  it('says how to set the hook up, and where its fixtures come from', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8').length).toBeGreaterThan(200);
    expect(readFileSync(join(folder, 'fixtures', 'README.md'), 'utf8')).toMatch(/licence/i);
    expect(fixtures.length).toBeGreaterThan(0);
  });

  it.each(fixtures)('%s becomes what is expected', (file) => {
    const expected = join(folder, 'fixtures', file.replace(/\.json$/, '.expected.json'));
    expect(existsSync(expected)).toBe(true);
    const { headers, body } = read(join(folder, 'fixtures', file)) as Fixture;
    expect(understood(provider, headers, Buffer.from(JSON.stringify(body)))).toEqual(read(expected));
  });

  it('accepts its signed sample, also by the second of two secrets', async () => {
    const request = { headers: sample.headers, body: Buffer.from(sample.body) };
    expect(await provider.verify([sample.secret])(request)).toBe(true);
    expect(await provider.verify(['another secret', sample.secret])(request)).toBe(true);
    expect(understood(provider, sample.headers, request.body).is).toBe('ok');
  });

  it('refuses it with another secret, with no secret, and with one changed byte', async () => {
    const request = { headers: sample.headers, body: Buffer.from(sample.body) };
    expect(await provider.verify(['another secret'])(request)).toBe(false);
    expect(await provider.verify([])(request)).toBe(false);
    const verified = provider.verify([sample.secret]);
    expect(await verified({ ...request, headers: {} })).toBe(false);
    const at = Math.floor(request.body.length / 2);
    const signs = provider.credential === 'SECRETS';
    if (signs) expect(await verified({ ...request, body: request.body.fill(request.body[at]! ^ 1, at, at + 1) })).toBe(false);
    const changed = Object.fromEntries(Object.entries(sample.headers).map(([key, value]) => [key, key.includes('signature') || key === 'authorization' ? `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}` : value]));
    expect(await verified({ headers: changed, body: Buffer.from(sample.body) })).toBe(false);
  });

  it('refuses what only looks the same: other white space, or re-serialised', async () => {
    const verified = provider.verify([sample.secret]);
    const again = Buffer.from(JSON.stringify(JSON.parse(sample.body), null, 1));
    expect(await verified({ headers: sample.headers, body: again })).toBe(provider.credential === 'TOKENS');
  });

  it('rejects a body cut short, and never throws', () => {
    const whole = Buffer.from(sample.body);
    for (const length of [0, 1, Math.floor(whole.length / 3), whole.length - 1]) {
      expect(understood(provider, sample.headers, whole.subarray(0, length))).toMatchObject({ is: 'reject' });
    }
  });

  it.each(['null', '1', '"text"', '[]', '{}', '{"event":1}', '{"event":{"event_type":"incident.triggered"}}', '{"alert_id":{"a":1}}', '{"ref":7}'])('answers %s without throwing or making events', (text) => {
    expect(understood(provider, sample.headers, Buffer.from(text)).is).not.toBe('ok');
  });

  it('gives equal events for equal deliveries, and equal ids whenever they arrive', () => {
    const at = (time: string) => interpret(provider, { headers: sample.headers, body: Buffer.from(sample.body) }, { environments: shippedEnvironments, endpoint: undefined }, time);
    expect(at(RECEIVED)).toEqual(at(RECEIVED));
    const ids = (time: string) => {
      const meaning = at(time);
      return meaning.is === 'ok' ? meaning.events.map(({ event }) => ('id' in event ? event.id : '')) : [];
    };
    expect(ids('2026-02-01T00:00:00.000Z')).toEqual(ids(RECEIVED));
  });
});
