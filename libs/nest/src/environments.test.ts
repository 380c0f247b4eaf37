import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalEnvironment, shippedEnvironments } from '@culprit/domain';
import { readEnvironments } from './environments.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-environments-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (text: string) => {
  const file = join(folder, 'environments.yaml');
  await writeFile(file, text);
  return readEnvironments(file);
};

describe('the environments', () => {
  it('are as shipped where no file is named', async () => {
    expect(await readEnvironments('')).toBe(shippedEnvironments);
  });

  it('are those of the file', async () => {
    const environments = await read('- name: live\n  aliases: [prod, Production]\n  clusters: [eu-*]\n- name: test\n  namespaces: ["*-test"]\n');
    expect(canonicalEnvironment(environments, { environment: 'PRODUCTION' })).toBe('live');
    expect(canonicalEnvironment(environments, { cluster: 'eu-1', namespace: 'shop-test' })).toBe('test');
    expect(canonicalEnvironment(environments, { environment: 'staging' })).toBe('staging');
    expect(canonicalEnvironment(await read('- name: main\n'), { environment: 'staging' })).toBe('main');
  });

  it.each([
    ['an unknown key', '- name: a\n- name: b\n  cluster: [x]\n', 'environments.yaml, line 3, [1].cluster: no such key'],
    ['a name of two', '- name: a\n  aliases: [x]\n- name: b\n  aliases:\n    - y\n    - X\n', 'environments.yaml, line 6, [1].aliases[1]: X names a already'],
    ['none', '[]\n', 'at least one environment is needed'],
    ['nothing', '', 'is empty'],
    ['two lists', '- name: a\n---\n- name: b\n', 'holds 2 documents'],
    ['no YAML', '- name: [\n', 'line 2: not YAML'],
  ])('%s is refused', async (_, text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
    await expect(read(text)).rejects.toThrow('ENVIRONMENTS_FILE');
  });

  it('a file that is not there is named', async () => {
    await expect(readEnvironments(join(folder, 'nothing'))).rejects.toThrow(/ENVIRONMENTS_FILE=.*nothing cannot be read/);
  });
});
