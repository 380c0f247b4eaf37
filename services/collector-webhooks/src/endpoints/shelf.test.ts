import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { noMetrics, silentLogger } from '@culprit/ports';
import { instruments } from '../instruments.js';
import { providers } from '../providers/index.js';
import type { Book } from './book.js';
import type { Resolved } from './read.js';
import { openShelf, type Shelf } from './shelf.js';

let folder: string;
let file: string;
let shelf: Shelf;
const written: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-shelf-'));
  file = join(folder, 'endpoints.yaml');
});
afterEach(async () => {
  await shelf.stop();
  await rm(folder, { recursive: true, force: true });
});

const write = (listed: readonly Resolved[]): Book => {
  written.push(listed.map(({ name }) => name).join());
  return {} as Book;
};
const list = (env: string, ...names: readonly string[]): string => names.map((name) => `- {provider: github, name: ${name}, secrets: [{env: ${env}}]}\n`).join('');

it('takes no half of a file that somebody is writing, and all of it once it stands still', async () => {
  const half = Promise.withResolvers<void>();
  const variable = (name: string): string => {
    if (name === 'HALF') half.resolve();
    return 'secret';
  };
  await writeFile(file, list('WHOLE', 'a', 'b'));
  shelf = await openShelf({ file, providers, variable, logger: silentLogger, instruments: instruments(noMetrics), write, changed: () => {}, lookMs: 500 });
  await writeFile(file, list('HALF', 'a'));
  await half.promise;
  await writeFile(file, list('WHOLE', 'a', 'b', 'c'));
  while (written.at(-1) !== 'a,b,c') await new Promise((resolve) => setTimeout(resolve, 10));
  expect(written).toEqual(['a,b', 'a,b,c']);
});
