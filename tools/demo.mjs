// `npm run demo`: set-up, then the demo on the repository's own Node. Starts on any Node, so it must stay plain JavaScript and need no package.
// One process, not `setup && demo`: a shell between would turn a clean Ctrl-C into a failure.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

await import('./setup.mjs');
const root = fileURLToPath(new URL('..', import.meta.url));
const demo = spawn(join(root, 'node_modules', '.bin', 'node'), [join(root, 'services', 'runner', 'dist', 'demo', 'main.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => demo.kill(signal));
demo.on('error', (error) => {
  console.error(`culprit: the demo cannot be started: ${error.message}`);
  process.exit(1);
});
demo.on('exit', (code) => process.exit(code ?? 1));
