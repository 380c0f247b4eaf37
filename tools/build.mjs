// Compiles every room's src/ to its dist/ with swc, and copies what is not TypeScript (SQL, GraphQL, pages) beside it.
// Types are checked apart, by `npm run types`.
import { copyFile, glob, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { transformFile } from '@swc/core';

const root = join(import.meta.dirname, '..');
const options = {
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: true,
  swcrc: false,
};

const newer = async (source, target) => {
  const [a, b] = await Promise.all([stat(source), stat(target).catch(() => null)]);
  return b === null || a.mtimeMs > b.mtimeMs;
};

const wanted = new Set();
const jobs = [];
for await (const file of glob('{libs,services}/*/src/**/*.*', { cwd: root })) {
  if (/\.test\.ts$|\/fixtures\/|\.d\.ts$/.test(file)) continue;
  const source = join(root, file);
  const target = join(root, file.replace('/src/', '/dist/').replace(/\.ts$/, '.js'));
  wanted.add(target).add(`${target}.map`);
  jobs.push(async () => {
    if (!(await newer(source, target))) return;
    await mkdir(dirname(target), { recursive: true });
    if (!file.endsWith('.ts')) return copyFile(source, target);
    const { code, map } = await transformFile(source, { ...options, filename: source, sourceFileName: relative(dirname(target), source) });
    await writeFile(`${target}.map`, map);
    // whole or not at all: what a build that failed elsewhere left half written would look newer than its source
    const part = `${target}.${process.pid}.part`;
    await writeFile(part, `${code}\n//# sourceMappingURL=${target.split('/').pop()}.map\n`);
    await rename(part, target);
  });
}
await Promise.all(jobs.map((job) => job()));
for await (const file of glob('{libs,services}/*/dist/**/*.*', { cwd: root })) {
  if (!wanted.has(join(root, file))) await rm(join(root, file));
}
