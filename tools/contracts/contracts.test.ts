import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { acceptEvent, topics, type EventKind } from '@culprit/domain';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { breaks } from './breaks.ts';
import { documents } from './documents.ts';
import { kinds, schemaOf, type JsonSchema } from './schemas.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'docs', 'contracts');
const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const published = (kind: EventKind): JsonSchema => JSON.parse(read('published', `${kind}.json`)) as JsonSchema;

const addFormats = formats.default;
const ajv = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true }));

describe('the published contracts', () => {
  it.each([...documents()])('%s is what the code says; else run `npm run contracts`', (name, text) => {
    expect(read(name)).toBe(text);
  });

  it('has nothing left of events that are no more', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.schema.json')).sort()).toEqual(kinds.map((kind) => `${kind}.schema.json`).sort());
    expect(readdirSync(join(folder, 'published')).sort()).toEqual(kinds.map((kind) => `${kind}.json`).sort());
  });

  it.each(kinds)('%s breaks nothing that was published', (kind) => {
    expect(breaks(published(kind), schemaOf(kind))).toEqual([]);
  });

  it.each(kinds)('%s: taking away any property of what was published would be seen', (kind) => {
    const before = published(kind);
    for (const name of Object.keys(before['properties'] as JsonSchema)) {
      const { [name]: _gone, ...rest } = before['properties'] as JsonSchema;
      expect(breaks(before, { ...before, properties: rest })).toContain(`the event: ${name} is gone`);
    }
  });
});

describe('the JSON Schemas', () => {
  const story = readFileSync(join(root, 'e2e', 'story', 'story.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { arrivalTime: string; kind: EventKind; event: unknown });

  it.each(story.map((line, index) => [index + 1, line] as const))('accept line %d of the story as it stands on the log', (_, { kind, event, arrivalTime }) => {
    const accepted = acceptEvent(kind, event, arrivalTime);
    if (!accepted.ok) throw new Error(accepted.error);
    const valid = ajv.compile({ ...schemaOf(kind), $id: undefined });
    expect(valid(JSON.parse(JSON.stringify({ ...accepted.event, aFieldOfTomorrow: 1 })))).toBe(true);
    expect(valid({ ...(accepted.event as object), observedAt: 'yesterday' })).toBe(false);
  });

  it.each(kinds)('%s is a schema that a strict validator takes, and refuses an empty event', (kind) => {
    expect(ajv.compile({ ...schemaOf(kind), $id: `urn:test:${kind}` })({})).toBe(false);
  });
});

describe('the AsyncAPI document', () => {
  const document = parse(read('asyncapi.yaml')) as JsonSchema & { channels: Record<string, { address: string }> };

  it('is valid AsyncAPI 3.0', () => {
    const specification = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as JsonSchema;
    const validate = addFormats(new Ajv({ strict: false, allErrors: true })).compile(specification);
    expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });

  it('names every topic', () => {
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual(Object.values(topics).map(({ name }) => name));
  });

  it('refers to nothing that is not there', () => {
    const refs = [...read('asyncapi.yaml').matchAll(/\$ref: "?([^"\n]+)/g)].map(([, ref]) => ref ?? '');
    expect(refs.length).toBeGreaterThan(0);
    const there = (ref: string): boolean =>
      ref.startsWith('#') ? ref.slice(2).split('/').reduce<unknown>((node, key) => (node as JsonSchema | undefined)?.[key], document) !== undefined : existsSync(join(folder, ref));
    expect(refs.filter((ref) => !there(ref))).toEqual([]);
  });
});
