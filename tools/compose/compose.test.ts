import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { knownVariables } from '@culprit/runner';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
// deeper than the room's door: what a started process does first, without starting it
import { readSettings } from '../../services/runner/src/config/settings.js';
import { targets } from '../../services/runner/src/targets.js';

interface ComposeService { image?: string; build?: { dockerfile: string }; environment: Record<string, unknown>; healthcheck?: object; depends_on?: object; volumes?: string[] }
interface Compose { services: Record<string, ComposeService>; volumes: Record<string, unknown> }

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as Compose;
const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

const OPTIONAL: ReadonlySet<string> = new Set(['GITHUB_API_TOKEN']);

describe('docker-compose.yml', () => {
  const { $schema: _draft, ...specification } = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('dclint/package.json').replace('package.json', 'schemas/compose.schema.json'), 'utf8')) as Record<string, unknown>;
  const ajv = formats.default(new Ajv({ strict: false, allErrors: true }));
  const validate = ajv.compile(specification);

  it('is valid by the Compose specification', () => {
    expect({ valid: validate(compose), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });

  it('would be refused with a misspelt key or a wrong type', () => {
    const broken = (change: object): boolean => validate({ ...compose, services: { ...compose.services, projector: { ...compose.services['projector'], ...change } } });
    expect([broken({ enviroment: {} }), broken({ ports: 4000 }), broken({ healthcheck: { test: 5 } })]).toEqual([false, false, false]);
  });

  it('starts every service alone, through Kafka and ClickHouse', () => {
    const targets = readdirSync(join(root, 'services')).filter((name) => name !== 'runner').sort();
    expect(ours.map(([name]) => name).sort()).toEqual(targets);
    for (const [name, { environment }] of ours) expect(environment).toMatchObject({ TARGET: name, EVENT_LOG: 'kafka', READ_STORE: 'clickhouse' });
  });

  it.each(ours)('%s is given only variables that a config schema knows', (_, { environment }) => {
    expect(Object.keys(environment).filter((name) => !knownVariables.has(name))).toEqual([]);
  });

  it.each(ours)('%s would start with what it is given', (name, { environment }) => {
    const filled = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value).replace(/\$\{\w+:\?[^}]*\}/, 'sixteen-and-more-letters').replace(/\$\{\w+:-([^}]*)\}/, '$1')]));
    const read = readSettings(targets, filled);
    expect(read).toMatchObject({ ok: true, settings: { selected: [{ name }] } });
  });

  it('asks for every secret and keeps none', () => {
    const secrets = ours.flatMap(([, { environment }]) => Object.entries(environment)).filter(([name]) => /TOKEN|PASSWORD|SECRET/.test(name));
    expect(secrets.length).toBeGreaterThan(0);
    // those that nothing needs may be empty
    expect(secrets.filter(([name, value]) => !(OPTIONAL.has(name) ? /^\$\{\w+:-\}$/ : /^\$\{\w+:\?.+\}$/).test(String(value)))).toEqual([]);
  });

  it('has a health check and a fixed image everywhere, and declares its volumes', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect({ name, health: service.healthcheck !== undefined, image: service.image }).toMatchObject({ health: true, image: expect.stringMatching(/:./) });
      for (const volume of (service.volumes ?? []).filter((mount) => /^\w/.test(mount))) expect(compose.volumes).toHaveProperty(volume.split(':')[0] ?? '');
    }
  });
});

describe('the Dockerfile', () => {
  const dockerfile = read(ours[0]?.[1].build?.dockerfile ?? '');

  it('copies only what is there', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words]) => (words ?? '').split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('installs the packages of every room', () => {
    const rooms = ['libs', 'services'].flatMap((folder) => readdirSync(join(root, folder)).map((room) => `${folder}/${room}/package.json`));
    expect(rooms.filter((file) => !dockerfile.includes(`COPY ${file} `))).toEqual([]);
  });

  it('does not run as root', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
  });
});
