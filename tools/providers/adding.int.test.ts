import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { blocksOf } from './blocks.ts';

const root = join(import.meta.dirname, '..', '..');
const ROOM = 'services/collector-webhooks';
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'culprit-adding-'));
  await mkdir(join(copy, ROOM), { recursive: true });
  await cp(join(root, ROOM, 'src'), join(copy, ROOM, 'src'), { recursive: true });
  for (const linked of ['node_modules', 'libs', 'tools', 'package.json']) await symlink(join(root, linked), join(copy, linked));
  const config = await readFile(join(root, 'jest.config.mjs'), 'utf8');
  await writeFile(join(copy, 'jest.config.mjs'), config);
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** The tests of the copy, by the command that the page gives. */
const run = async (command: string): Promise<{ code: number | null; out: string }> => {
  const env = { PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`, HOME: process.env['HOME'] ?? '' };
  const child = spawn('bash', ['-c', `${command} --verbose --cacheDirectory ${join(copy, '.jest')}`], { cwd: copy, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => { out += data.toString(); });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
};

describe('docs/adding-a-provider.md', () => {
  it('followed to the letter makes a provider that all shared tests accept', async () => {
    const blocks = blocksOf(await readFile(join(root, 'docs', 'adding-a-provider.md'), 'utf8'));
    expect(blocks.filter(({ use }) => use === 'file').length).toBeGreaterThan(8);
    for (const { use, path, text } of blocks) {
      const file = join(copy, ROOM, 'src', path);
      if (use === 'file') {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
      const before = use === 'line' || use === 'item' ? await readFile(file, 'utf8') : '';
      if (use === 'line') await writeFile(file, text + before);
      if (use === 'item') await writeFile(file, before.replace(/(readonly Provider\[\] = \[\n)/, `$1${text}`));
    }
    const [command, ...others] = blocks.filter(({ use }) => use === 'run').map(({ text }) => text.trim());
    expect(others).toEqual([]);
    const { code, out } = await run(command ?? '');
    if (code !== 0) throw new Error(out);
    const passed = Number(/Tests: .*?(\d+) passed/.exec(out)?.[1]);
    expect(passed).toBeGreaterThan(20);
    for (const part of ['deploy.json becomes what is expected', 'makes whole events or says why not', 'sees every changed bit', 'is what was sent, byte for byte']) expect(out).toContain(part);

    // The shared tests would see a mistake: another signature, another meaning.
    const signed = join(copy, ROOM, 'src/providers/acme/fixtures/signed.json');
    await writeFile(signed, (await readFile(signed, 'utf8')).replace('4711', '4712'));
    expect((await run(command ?? '')).code).toBe(1);
  }, 600_000);
});
