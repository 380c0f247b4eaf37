import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { hashed } from '../provider/signature.js';
import { provider } from '../provider/contract.js';
import { providers } from '../providers/index.js';
import { readEndpoints } from './read.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-endpoints-'));
  await writeFile(join(folder, 'secret'), 'from a file\n');
  await writeFile(join(folder, 'empty'), '\n');
});
afterAll(() => rm(folder, { recursive: true }));

const { settings: _settings, reconcile: _reconcile, ...datadog } = providers.find(({ name }) => name === 'datadog')!;
const bare = provider({ ...datadog, name: 'bare' });
const settled = provider({ ...datadog, name: 'settled', settings: z.object({ jobs: z.string().default('*') }) });
const read = async (text: string) => {
  const file = join(folder, 'endpoints.yaml');
  await writeFile(file, text);
  return (await readEndpoints(file, [...providers, settled, bare], (name) => ({ GITHUB_SECRET: ' from a variable ', EMPTY: '' })[name])).endpoints;
};
const one = (over: string, provider = 'github'): string => `- provider: ${provider}\n  name: acme\n${over.includes('secrets:') ? '' : '  secrets: [{env: GITHUB_SECRET}]\n'}${over}`;

describe('the endpoints of a file', () => {
  it('have their secrets from variables, files and as hashes, and their settings read', async () => {
    const all = await read(`${one('  secrets:\n    - {env: GITHUB_SECRET}\n    - {file: secret}\n  environment: prod\n  services: {acme/shop: checkout, "acme/*": other}\n  maxBytes: 1000\n')}
- provider: settled
  name: acme
  secrets: [{hash: "${hashed('t')}"}]
  settings: {jobs: deploy-*}
- {provider: settled, name: plain, secrets: [{file: secret}]}
`);
    if (!all.ok) throw new Error(all.error);
    expect(all.all).toMatchObject([
      { provider: 'github', name: 'acme', secrets: ['from a variable', 'from a file'], environment: 'prod', services: { 'acme/shop': 'checkout', 'acme/*': 'other' }, maxBytes: 1000 },
      { provider: 'settled', secrets: [hashed('t')], settings: { jobs: 'deploy-*' } },
      { settings: { jobs: '*' } },
    ]);
    expect(await read('# none yet\n')).toEqual({ ok: true, all: [] });
  });

  it('need no secret where they only ask', async () => {
    const all = await read('- {provider: statuspage, name: github, settings: {vendor: GitHub}, reconcile: {page: "https://www.githubstatus.com", every: 60}}\n');
    expect(all).toMatchObject({ ok: true, all: [{ name: 'github', secrets: [], token: '', reconcile: { page: 'https://www.githubstatus.com', every: 60 } }] });
    expect(await read('- {provider: statuspage, name: github, secrets: [], reconcile: {page: "https://www.githubstatus.com"}}\n')).toMatchObject({ ok: false, error: expect.stringContaining('expected at least one') });
  });

  it.each([
    ['a provider that there is not', one('', 'acme'), 'line 1, [0].provider: there is no acme; there are: '],
    ['a key that there is not', one('  secret: x\n'), 'line 4, [0].secret: no such key'],
    ['no secret', '- {provider: github, name: a}\n', '[0].secrets: missing'],
    ['an empty list of them', one('  secrets: []\n'), '[0].secrets: expected at least one'],
    ['a secret in clear', one('  secrets: [abc]\n'), '[0].secrets[0]: expected {env: NAME}, {file: PATH} or {hash: "sha256:..."}'],
    ['a hash where the body is signed', one(`  secrets: [{hash: "${hashed('t')}"}]\n`), 'github signs: its secret must be known'],
    ['a hash that is none', one('  secrets: [{hash: "sha256:abc"}]\n', 'datadog'), '[0].secrets[0]'],
    ['a variable that is not set', one('  secrets: [{env: NOWHERE}]\n'), 'line 3, [0].secrets[0]: the variable NOWHERE is not set'],
    ['a variable that is empty', one('  secrets: [{env: EMPTY}]\n'), 'the variable EMPTY is not set'],
    ['a file that is not there', one('  secrets: [{file: nowhere}]\n'), 'the file nowhere cannot be read: ENOENT'],
    ['a file that is empty', one('  secrets: [{file: empty}]\n'), 'the file empty is empty'],
    ['a setting that the provider does not have', one('  settings:\n    job: x\n', 'settled'), 'line 5, [0].settings.job: no such key'],
    ['a setting of another sort', one('  settings: {jobs: 7}\n', 'settled'), '[0].settings.jobs: expected string, received number'],
    ['settings where there are none', one('  settings: {a: 1}\n', 'bare'), '[0].settings.a: no such key'],
    ['a name that is none', one('').replace('acme', 'a/b'), '[0].name: expected letters'],
    ['one twice', one('') + one(''), 'line 5, [1].name: github/acme is listed twice'],
    ['a body beyond all', one('  maxBytes: 30000000\n'), '[0].maxBytes: '],
    ['a reconciler where there is none', one('  reconcile: {}\n', 'settled'), '[0].reconcile: settled has no reconciler'],
    ['no list', 'provider: github\n', 'expected array, received object'],
    ['two documents', `${one('')}---\n${one('')}`, 'holds 2 documents'],
    ['no YAML', '- [', 'not YAML'],
  ])('%s is told with its place', async (_, text, error) => {
    const all = await read(text);
    expect(all).toEqual({ ok: false, error: expect.stringContaining(error) });
    expect(JSON.stringify(all)).toContain('ENDPOINTS_FILE: ');
    expect(JSON.stringify(all)).not.toContain('from a ');
  });

  it('a file that is not there is named', async () => {
    expect((await readEndpoints(join(folder, 'nothing.yaml'), providers, () => undefined)).endpoints).toEqual({ ok: false, error: expect.stringMatching(/nothing\.yaml cannot be read: ENOENT/) });
  });
});
