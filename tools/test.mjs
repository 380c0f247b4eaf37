// `npm test`: set-up, lint, types, build and every test, with a closing line `N passed, N failed`. Starts on any Node, so it must
// stay plain JavaScript and need no package; what it starts runs on the Node of node_modules.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countAgain, countJest, countStep, failedFiles, readOptions, sum } from './test/count.mjs';
import { groups } from './test/prerequisites.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const node = join(bin, 'node');

const options = readOptions(process.argv.slice(2), groups.map(({ name }) => name));
if (options.error) {
  console.error(`npm test: ${options.error}`);
  process.exit(2);
}

const lacking = groups.filter(({ name }) => !options.without.includes(name)).flatMap(({ name, missing }) => missing().map((what) => ({ name, what })));
if (lacking.length > 0) {
  for (const { name, what } of lacking) console.error(`npm test: install ${what}; or leave its tests out: npm test -- --without ${name}`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  TESTS_WITHOUT: options.without.join(','),
  ...(options.long ? { CULPRIT_LONG: '1' } : {}),
};
/** For what hangs, far above what it takes: a slow machine is no failure. */
const minutes = (n) => n * 60_000 * (options.long ? 6 : 1);

const run = (command, args, timeout) => {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], timeout });
  if (signal === 'SIGINT') process.exit(130);
  if (error) console.error(`npm test: ${error.message}`);
  return status === 0;
};

const reports = mkdtempSync(join(tmpdir(), 'culprit-test-'));
const jest = (project, timeout, ...more) => {
  const report = join(reports, `${project}.json`);
  const ok = run(node, [
    '--experimental-vm-modules', '--no-warnings=ExperimentalWarning', join('node_modules', 'jest', 'bin', 'jest.js'),
    '--selectProjects', project, '--passWithNoTests', '--json', `--outputFile=${report}`, ...more,
  ], timeout);
  return { ok, report: readReport(report) };
};
// Jest can fail without a failed test, for instance over a file that stops its worker
const counted = ({ ok, report }, count = countJest(report)) => (ok || count.failed > 0 ? count : { ...count, failed: 1 });

/** Tests that start processes: with `--second-try` a file that failed runs once more, alone, and both are told. */
const processes = (project, timeout, ...more) => {
  const first = jest(project, timeout, ...more);
  const files = failedFiles(first.report);
  if (!options.secondTry || files.length === 0) return counted(first);
  console.log(`\n=== ${project}, what failed once more, alone`);
  const again = jest(project, timeout, '--runInBand', '--runTestsByPath', ...files);
  return counted(again, countAgain(first.report, again.report));
};
const readReport = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(`npm test: Jest left no report: ${error.message}`);
    return undefined;
  }
};

const prepared = () => groups.every(({ name, prepare }) => prepare === undefined || options.without.includes(name) || run(prepare[0], prepare.slice(1), minutes(90)));

const steps = [
  ['setup', () => countStep(run(process.execPath, [join('tools', 'setup.mjs')], minutes(30)) && prepared())],
  ['lint', () => countStep(run(node, [join('tools', 'lint.mjs')], minutes(40)))],
  ['types', () => countStep(run(node, [join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'], minutes(40)))],
  ['build', () => countStep(run(node, [join('tools', 'build.mjs')], minutes(20)))],
  ['unit', () => counted(jest('unit', minutes(90)))],
  ['integration', () => processes('integration', minutes(120))],
  ['e2e', () => processes('e2e', minutes(120))],
  ['load', () => processes('load', minutes(120), '--runInBand')],
];

const results = [];
for (const [name, step] of steps) {
  console.log(`\n=== ${name}`);
  const start = performance.now();
  const count = step();
  results.push({ name, count, seconds: (performance.now() - start) / 1000 });
  if (name === 'setup' && count.failed > 0) break;
}
rmSync(reports, { recursive: true });

console.log('');
for (const { name, count, seconds } of results) {
  console.log(`${name.padEnd(12)}${seconds.toFixed(1).padStart(8)} s${String(count.passed).padStart(7)} passed${String(count.failed).padStart(5)} failed${count.skipped > 0 ? `${String(count.skipped).padStart(5)} skipped` : ''}`);
}
for (const { name, tests } of groups.filter(({ name }) => options.without.includes(name))) console.log(`left out by --without ${name}: ${tests}`);

for (const { name, count } of results) for (const test of count.failedFirst ?? []) console.log(`failed first, passed alone (${name}): ${test}`);

// the set-up is no test; when it failed nothing could be tested, and that is a failure
const tested = results.filter(({ name, count }) => name !== 'setup' || count.failed > 0);
const total = sum(tested.map(({ count }) => count));
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
