import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseEvent, shippedEnvironments } from '@culprit/domain';
import fc from 'fast-check';
import { interpret } from '../delivery/interpret.js';
import { providers } from './index.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every place of a value, as the path to it. */
const placesOf = (value: Json, path: (string | number)[] = []): (string | number)[][] =>
  value === null || typeof value !== 'object' ? [path] : [path, ...Object.entries(value).flatMap(([key, inside]) => placesOf(inside as Json, [...path, key]))];

const replaced = (value: Json, [key, ...rest]: readonly (string | number)[], by: Json): Json => {
  if (key === undefined) return by;
  // An earlier change has taken this place away.
  if (value === null || typeof value !== 'object') return value;
  const copy = structuredClone(value) as Record<string, Json>;
  copy[key] = replaced(copy[key] ?? null, rest, by);
  return copy;
};

/** No bytes hold half a character, in a key neither. */
const asWritten = (value: unknown): unknown => {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(asWritten);
  return value === null || typeof value !== 'object' ? value : Object.fromEntries(Object.entries(value).map(([key, inside]) => [key.toWellFormed(), asWritten(inside)]));
};

const odd = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<Json>,
  fc.constantFrom<Json>('', ' ', 'x'.repeat(9000), '\u0000', '\ud800', '../..', 'https://x', '2026-02-30T00:00:00Z', 1e308, -1, 0, 1e15, 'P1', '[Triggered on {a:b}]'),
  fc.string({ unit: 'binary' }),
);

/** Authenticated is not harmless: whatever stands anywhere in a body, the answer is events that everybody can read, or a reason. */
describe.each(providers.map((provider) => [provider.name, provider] as const))('%s', (name, provider) => {
  const folder = join(import.meta.dirname, name, 'fixtures');
  const fixtures = readdirSync(folder).filter((file) => /\.json$/.test(file) && !/expected|signed/.test(file)).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { headers: Record<string, string>; settings?: object; body: Json });

  it('makes whole events or says why not, with anything put anywhere', async () => {
    const places = fixtures.map(({ body }) => placesOf(body));
    await fc.assert(
      fc.asyncProperty(fc.nat(fixtures.length - 1), fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 3 }), async (which, changes) => {
        const { headers, settings, body } = fixtures[which]!;
        const hostile = changes.reduce((value, [at, by]) => {
          const path = places[which]![at % places[which]!.length]!;
          return replaced(value, path, by);
        }, body);
        const meaning = await interpret(
          provider, { headers, body: Buffer.from(JSON.stringify(hostile)) }, { environments: shippedEnvironments, endpoint: undefined }, '2026-01-15T10:30:00.000Z',
          settings === undefined ? undefined : provider.settings?.parse(settings),
        );
        if (meaning.is !== 'ok') return expect(meaning.reason).not.toBe('');
        for (const { kind, event } of meaning.events) expect(parseEvent(kind, event)).toEqual({ ok: true, event: asWritten(event) });
      }),
      { numRuns: process.env['CULPRIT_LONG'] === '1' ? 2_000 : 150 },
    );
  });
});
