// Installs what a fresh clone lacks, then builds. Runs on any Node, so it must stay plain JavaScript and need no package.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.culprit-installed');
const node = join(root, 'node_modules', '.bin', 'node');

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

/** Of what decides which packages belong here: their text, because a checkout changes times and npm may rewrite the lock. */
const wanted = () => {
  const rooms = ['libs', 'services'].flatMap((folder) => readdirSync(join(root, folder)).sort().map((room) => join(folder, room, 'package.json')));
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'package.json', '.npmrc', ...rooms]) {
    const path = join(root, file);
    hash.update(`${file}\n`).update(existsSync(path) ? readFileSync(path) : '');
  }
  return hash.digest('hex');
};

const installed = () => existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
if (!installed()) {
  console.error('culprit: installing packages (once, about a minute) ...');
  // not `npm ci`: the lockfile cannot name every platform's ClickHouse engine
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted());
}

const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '';
if (Number(/^v(\d+)\./.exec(version)?.[1] ?? 0) < 24) {
  console.error(`culprit: needs Node 24 or newer, found ${version.trim() || 'none'} in node_modules. Your npm must run the install script of the package "node": npm install --allow-scripts=node`);
  process.exit(1);
}
run(node, [join(root, 'tools', 'build.mjs')]);
