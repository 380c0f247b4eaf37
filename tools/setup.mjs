// Installs what a fresh clone lacks, then builds. Runs on any Node, so it must stay plain JavaScript and need no package.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'node_modules', '.culprit-installed');
const lock = join(root, 'package-lock.json');

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

const current = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === String(statSync(lock).mtimeMs);
if (!current()) {
  console.error('culprit: installing packages (once, about a minute) ...');
  // not `npm ci`: the lockfile cannot name every platform's ClickHouse engine
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, String(statSync(lock).mtimeMs));
}

const node = join(root, 'node_modules', '.bin', 'node');
const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '';
if (!/^v2[4-9]\./.test(version)) {
  console.error(`culprit: needs Node 24, found ${version.trim() || 'none'} in node_modules. Your npm must run the install script of the package "node": npm install --allow-scripts=node`);
  process.exit(1);
}
run(node, [join(root, 'tools', 'build.mjs')]);
