import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEndpoints } from '../endpoints/read.js';
import { hashed } from '../provider/signature.js';
import { providers } from '../providers/index.js';
import { addEndpoint, type AddRequest } from './add-endpoint.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-endpoints-'));
  file = join(folder, 'endpoints.yaml');
});
afterEach(() => rm(folder, { recursive: true }));

const providerOf = (name: string) => providers.find((each) => each.name === name)!;
const add = (name: string, over: Partial<AddRequest> = {}) => addEndpoint({ provider: providerOf(name), name: 'acme', file, rotate: false, variable: () => 'set', ...over });
const read = async () => {
  const { endpoints } = await readEndpoints(file, providers, () => 'set');
  if (!endpoints.ok) throw new Error(endpoints.error);
  return endpoints.all;
};
const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

describe('adding an endpoint', () => {
  it('makes the file, a secret that only its owner may read, and nothing else that holds it', async () => {
    const { secret, secretFile, madeFile } = await add('github', { environment: 'production' });
    expect([madeFile, secretFile]).toEqual([true, join(folder, 'secrets', 'github-acme')]);
    expect(Buffer.from(secret, 'hex')).toHaveLength(32);
    expect([await modeOf(secretFile!), await modeOf(join(folder, 'secrets')), await modeOf(file)]).toEqual(['600', '700', '600']);
    expect(await read()).toMatchObject([{ provider: 'github', name: 'acme', environment: 'production', secrets: [secret] }]);
    expect(await readFile(file, 'utf8')).not.toContain(secret);
  });

  it('loses none of those that are added at once', async () => {
    const names = Array.from({ length: 8 }, (_, nth) => `acme-${nth}`);
    await Promise.all(names.map((name) => add(name.endsWith('3') ? 'github' : 'datadog', { name })));
    expect((await read()).map(({ name }) => name).sort()).toEqual(names);
    expect(await readdir(folder)).toEqual(expect.not.arrayContaining(['endpoints.yaml.lock']));
  });

  it('keeps of a token only the hash', async () => {
    const { secret, secretFile } = await add('datadog');
    expect([secretFile, Buffer.from(secret, 'base64url').length]).toEqual([undefined, 32]);
    expect(await read()).toMatchObject([{ provider: 'datadog', secrets: [hashed(secret)] }]);
    expect(await readFile(file, 'utf8')).not.toContain(secret);
  });

  it('leaves what else is there as it is, comments too', async () => {
    await writeFile(file, '# ours\n- provider: github   # the big one\n  name: first\n  secrets: [{env: GITHUB}] # from the vault\n# the end\n');
    await add('datadog', { name: 'second' });
    const text = await readFile(file, 'utf8');
    for (const comment of ['# ours', '# the big one', '# from the vault', '# the end']) expect(text).toContain(comment);
    expect((await read()).map(({ name }) => name)).toEqual(['first', 'second']);
  });

  it('takes a secret that the sender made, and a second one while it is changed', async () => {
    await add('pagerduty', { secret: 'given by them' });
    await expect(add('pagerduty')).rejects.toThrow(/pagerduty\/acme is in .* already/);
    await expect(add('pagerduty', { name: 'other', rotate: true })).rejects.toThrow(/is not in/);
    await add('pagerduty', { secret: 'given later', rotate: true });
    expect(await read()).toMatchObject([{ secrets: ['given by them', 'given later'] }]);
  });

  it('changes nothing of a file that cannot be read, or for a name that is none', async () => {
    await writeFile(file, '- {provider: nobody}\n');
    await expect(add('github')).rejects.toThrow(/line 1.*mend that first/);
    expect(await readFile(file, 'utf8')).toBe('- {provider: nobody}\n');
    await expect(add('github', { name: 'a/b' })).rejects.toThrow(/no name of an endpoint/);
  });
});
