import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { bearer, configuration, recordsOf, startRig } from '../testing/rig.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-names-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

describe('a collector with files of names', () => {
  it('states the catalog, puts what comes in into its own environments, and tells what is wrong with a file', async () => {
    const rig = await startRig({
      ...configuration,
      CATALOG_FILES: `${await put('good.yaml', '- name: checkout\n  environment: LIVE\n')}, ${await put('bad.yaml', '- nam: checkout\n')}`,
      ENVIRONMENTS_FILE: await put('environments.yaml', '- name: main-site\n  aliases: [live, prod]\n- name: test\n  clusters: [test-*]\n'),
    });
    try {
      await rig.post('/v1/changes', JSON.stringify([{ id: '1', service: 'a', environment: 'prod' }, { id: '2', service: 'a', cluster: 'test-eu' }, { id: '3', service: 'a' }].map((each) => ({ ...each, occurredAt: '2026-01-15T10:00:00Z' }))), bearer);
      const of = async (topic: string) => (await recordsOf(rig.log, topic)).map(({ value }) => JSON.parse(String(value)) as { id: string; name: string; environment?: string });
      const changes = await of(topics.changes.name);
      expect(Object.fromEntries(changes.map(({ id, environment }) => [id, environment]))).toEqual({ 1: 'main-site', 2: 'test', 3: undefined });
      while ((await of(topics.catalog.name)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await of(topics.catalog.name)).toEqual([expect.objectContaining({ name: 'checkout', environment: 'main-site' })]);
      expect(rig.collector.readiness()).toEqual({ ready: true, reason: expect.stringContaining('bad.yaml, line 1, [0].nam: no such key') });
    } finally {
      await rig.stop();
    }
  });

  it('does not start with environments that cannot be read', async () => {
    const file = await put('environments.yaml', '- name: a\n  alias: b\n');
    await expect(startRig({ ...configuration, ENVIRONMENTS_FILE: file })).rejects.toThrow(`ENVIRONMENTS_FILE: ${file}, line 2, [0].alias: no such key`);
  });
});
